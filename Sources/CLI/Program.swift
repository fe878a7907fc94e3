import CMalloc
import Diagnostics
import Files
import Formats
import Graph
import Project
import Runner
import Warehouse

/// The program: from argv to the exit code.
public enum Program {
    /// Runs one invocation and gives its exit code: 0 all well, 1 something in the project failed, 2 a mistake or an interruption.
    public static func run(_ arguments: [String]) -> Int32 {
        // The heaps of threads otherwise grow page by page, a system call each.
        mallopt(M_TOP_PAD, 64 << 20)
        let stop = StopSignal()
        Interrupt.prepare()
        return DeepStack.run { start(arguments, stop) }
    }

    private static func start(_ arguments: [String], _ stop: StopSignal) -> Int32 {
        EnvironmentFile.load(from: DiskFileSystem.currentFolder, on: DiskFileSystem())
        let environment = EnvVars(Process.environment())
        let terminal = Terminal(environment)
        var command = ""
        do {
            let line = try CommandLineParser.parse(arguments)
            command = line.command
            if line.wantsVersion { return Help.printVersion() }
            if line.wantsHelp || line.command.isEmpty { return Help.print(for: line.command, terminal: terminal) }
            if command == "explain" { return try ExplainCommand(line).run(terminal) }
            return try InvocationStart(
                line: line, arguments: arguments, environment: environment, terminal: terminal, stop: stop
            ).run()
        } catch let error as UsageError {
            return Help.printUsage(error, command: command, terminal: terminal)
        } catch {
            return Help.printUsage(UsageError(message: "\(error)"), command: command, terminal: terminal)
        }
    }
}

/// The way from a parsed command line to a session.
struct InvocationStart: Sendable {
    let line: ParsedCommandLine
    let arguments: [String]
    let environment: EnvVars
    let terminal: Terminal
    let stop: StopSignal

    /// Settles flags, opens the console and runs the command. Throws `UsageError`.
    func run() throws -> Int32 {
        let (session, obstacle) = try begin()
        let console = session.console
        Interrupt.listen(stop) { names in console.emit(RunMessages.cancelling(names, width: console.settings.printerWidth)) }
        let code = session.perform(obstacle)
        // The system takes the memory of a program that ends back at once; a project of thousands of nodes piece by piece takes a while.
        _ = Unmanaged.passRetained(Remains(session))
        return code
    }

    /// What is left behind.
    private final class Remains {
        private let session: Session
        init(_ session: Session) { self.session = session }
    }

    /// The session of another command with the same line, over the same console; flags that it does not know are left out. Throws `UsageError`.
    private func again(_ command: String, _ console: Console, _ timings: StageTimings) throws -> Session {
        var other = line
        other.command = command
        other.values = line.values.filter { name, _ in allFlags.contains { $0.name == name && $0.applies(to: command) } }
        let start = InvocationStart(line: other, arguments: arguments, environment: environment, terminal: terminal, stop: stop)
        return try start.begin(console, timings).session
    }

    /// A session, and what keeps its command from beginning. Throws `UsageError`.
    private func begin(
        _ console: Console? = nil, _ timings: StageTimings? = nil
    ) throws -> (session: Session, obstacle: Diagnostic?) {
        let startedAt = Process.now()
        let timings = timings ?? StageTimings(since: startedAt, now: Process.now)
        let files = DiskFileSystem(counting: timings.files)
        let currentFolder = DiskFileSystem.currentFolder
        let projectFolder = projectFolder(currentFolder, files)
        let profilesFolder = profilesFolder(currentFolder, projectFolder, files)
        let flagFiles = FlagFiles(
            files: files, projectFolder: projectFolder, profilesFolder: profilesFolder, homeFolder: environment["HOME"])
        let (projectFlags, isFromProfiles) = try flagFiles.projectFlags()
        let sources = FlagSources(
            environment: environment, project: projectFlags, isFromProfiles: isFromProfiles, user: flagFiles.userFlags,
            projectLogPath: flagFiles.logPath, currentFolder: currentFolder, projectFolder: projectFolder,
            profilesFolder: profilesFolder, arguments: arguments, now: startedAt)
        var line = line
        var flags = try FlagSettling.settle(line, sources)
        var retried: RetriedRun?
        var obstacle: Diagnostic?
        if line.command == "retry" {
            do {
                let run = try RetriedRun(
                    line, flags, standardTarget: flagFiles.targetPath ?? "target", folder: projectFolder, files: files)
                flags = try FlagSettling.settle(run.line, sources)
                line = run.line
                retried = run
            } catch let diagnostic as Diagnostic {
                obstacle = diagnostic
            }
        }
        try flags.checkSupport()
        let invocation = Invocation(
            command: line.command, arguments: line.arguments, flags: flags,
            environment: EnvVars(EngineVariables.propagated(Process.environment()), order: Process.environmentNames()),
            currentFolder: currentFolder,
            projectFolder: projectFolder, id: Process.uuid(), startedAt: startedAt, now: Process.now, retried: retried)
        let console = console ?? Console.make(for: invocation, terminal: terminal)
        let session = Session(
            invocation: invocation, console: console, files: files, stop: stop, timings: timings,
            gate: WarningGate(flags), anew: { try again($0, console, timings) })
        return (session, obstacle)
    }

    /// The project's folder: `--project-dir`, `DBT_PROJECT_DIR`, else the nearest folder with a `dbt_project.yml`, from the current one upwards.
    private func projectFolder(_ currentFolder: String, _ files: DiskFileSystem) -> String {
        let given = line.values["project_dir"]?.text ?? environment["DBT_ENGINE_PROJECT_DIR"] ?? environment["DBT_PROJECT_DIR"]
        if let given { return FilePath.normalize(FilePath.join(currentFolder, given)) }
        var folder = currentFolder
        while !files.isFile(FilePath.join(folder, "dbt_project.yml")) {
            let above = FilePath.folder(folder)
            if above.isEmpty || above == folder { return currentFolder }
            folder = above
        }
        return folder
    }

    /// The folder of `profiles.yml`; where there is none, the one of the home folder, as dbt.
    private func profilesFolder(_ currentFolder: String, _ projectFolder: String, _ files: DiskFileSystem) -> String {
        let folders = Profiles.folders(
            flag: line.values["profiles_dir"]?.text, env: environment, currentFolder: currentFolder, projectFolder: projectFolder)
        let found = folders.first { files.isFile(FilePath.join($0, "profiles.yml")) } ?? folders.last ?? currentFolder
        return FilePath.join(currentFolder, found)
    }
}

extension Session {
    /// Runs the command and turns whatever stops it into messages and an exit code; `obstacle` stops it before it begins.
    func perform(_ obstacle: Diagnostic? = nil) -> Int32 {
        console.emit([RunMessages.version(VersionText.version), RunMessages.arguments(invocation.flags.values)])
        var code = outcome(obstacle)
        tellVerdict(code)
        if !writeReports(code), code == 0 { code = ExitCode.infrastructure.number(for: invocation.command) }
        let isFine = tellEnd(isSuccess: code == 0)
        showTimings()
        return isFine ? code : 2
    }

    /// Tells what the command used and how it went. Gives false where the deprecations it met are an error.
    private func tellEnd(isSuccess: Bool) -> Bool {
        var isFine = true
        if let summary = gate.summary {
            switch gate.verdict(WarningName(summary.name, code: summary.code)) {
            case .show: console.emit(summary)
            case .silence: break
            case .fail:
                isFine = false
                console.emit(diagnosticEvents.events([summary.asError]))
            }
        }
        let now = invocation.now()
        let seconds = now.timeInterval(since: invocation.startedAt)
        let usage = ResourceUsage.ofThisProcess
        console.emit([
            usage.event(
                command: invocation.command, isSuccess: isSuccess, seconds: seconds, isShown: invocation.flags.isOn("show_resource_report")),
            RunMessages.completed("smelt " + invocation.command, isSuccess: isSuccess && isFine, at: now, seconds: seconds),
        ])
        return isFine
    }

    /// Runs the command without a word about its beginning and end; `obstacle` stops it before it begins.
    func outcome(_ obstacle: Diagnostic? = nil) -> Int32 {
        let reason: ExitCode
        do {
            if let obstacle { throw obstacle }
            console.emit(try gate.passed(invocation.flags.warnings))
            return try dispatch()
        } catch {
            reason = ExitCode(error)
            tell(error)
        }
        return (stop.isRequested ? .interrupted : reason).number(for: invocation.command)
    }

    /// Says what stopped the command.
    private func tell(_ error: any Error) {
        if let error = error as? WarehouseError, error.kind == .cancelled, stop.isRequested {
            return console.emit(.note("Exited because of keyboard interrupt before the first node", level: .warn))
        }
        let found = Self.diagnostics(of: error)
        gathering.note { $0.diagnostics += found }
        console.emit(diagnosticEvents.events(found))
        if found.count(where: { $0.severity != .note }) > 1 { console.emit(DiagnosticEvents.tally(found)) }
    }

    /// What an error says.
    private static func diagnostics(of error: any Error) -> [Diagnostic] {
        switch error {
        case let failure as ProjectFailure: failure.diagnostics
        case let diagnostic as Diagnostic: [diagnostic]
        case let error as WarehouseError:
            [Diagnostic(error.id, .error, error.heading + ": " + error.message.replacing("\t", with: "  "), hint: error.advice)]
        case let error as FileError: [error.diagnostic]
        case let error as UsageError: [Diagnostic("usage", .error, error.message, hint: error.hint)]
        default: [Diagnostic("internal", .error, "\(error)")]
        }
    }

    /// Tells how long each stage took and how much there was to do, where that was asked for: on standard error, beside what the command prints.
    private func showTimings() {
        if invocation.environment["SMELT_TIMINGS"] == "1" { console.writeError(timings.text + "\n") }
        if let path = invocation.flags.text("record_timing_info") {
            do throws(FileError) {
                try files.write(timings.json, to: FilePath.join(invocation.currentFolder, path))
            } catch {
                console.emit(diagnosticEvents.events([error.diagnostic]))
            }
        }
    }

    private func dispatch() throws -> Int32 {
        switch invocation.command {
        case "build": try runNodes(.build, types: ResourceType.forBuild)
        case "ci": try ci()
        case "run": try runNodes(.run, types: ResourceType.forRun)
        case "seed": try runNodes(.run, types: ResourceType.forSeed)
        case "snapshot": try runNodes(.run, types: ResourceType.forSnapshot)
        case "test": try runNodes(.test, types: ResourceType.forTest)
        case "compile": try compile()
        case "check": try check()
        case "sources lock": try lockSources()
        case "show": try show()
        case "ls": try list()
        case "parse": try parse()
        case "source freshness": try checkFreshness()
        case "clone": try clone()
        case "rollback": try rollback()
        case "debug": try debug()
        case "clean": try clean()
        case "init": try initialize()
        case "run-operation": try runOperation()
        case "docs generate": try generateDocs()
        case "docs serve": try serveDocs()
        case "docs open": try openDocs()
        case "docs coverage": try showDocsCoverage()
        case "lineage": try lineage()
        case "freshness": try showFreshness()
        case "quarantine ls": try listQuarantines()
        case "quarantine show": try showQuarantine()
        case "quarantine release": try releaseQuarantine()
        case "quarantine purge": try purgeQuarantine()
        case "deps": try installPackages()
        case "history": try history()
        case "quality": try showQuality()
        default: throw UsageError(message: "'\(invocation.command)' is not supported yet.")
        }
    }
}
