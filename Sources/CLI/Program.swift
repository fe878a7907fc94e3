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
        let stop = StopSignal()
        Interrupt.prepare()
        return DeepStack.run { start(arguments, stop) }
    }

    private static func start(_ arguments: [String], _ stop: StopSignal) -> Int32 {
        let environment = EnvVars(Process.environment())
        let terminal = Terminal(environment)
        var command = ""
        do {
            let line = try CommandLineParser.parse(arguments)
            command = line.command
            if line.wantsVersion { return Help.printVersion() }
            if line.wantsHelp || line.command.isEmpty { return Help.print(for: line.command, terminal: terminal) }
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
struct InvocationStart {
    let line: ParsedCommandLine
    let arguments: [String]
    let environment: EnvVars
    let terminal: Terminal
    let stop: StopSignal

    /// Settles flags, opens the console and runs the command. Throws `UsageError`.
    func run() throws -> Int32 {
        let startedAt = Process.now()
        let files = DiskFileSystem()
        let currentFolder = DiskFileSystem.currentFolder
        let projectFolder = projectFolder(environment, currentFolder)
        let raw = rawMap("dbt_project.yml", in: projectFolder, files)
        let profilesFolder = profilesFolder(environment, currentFolder, projectFolder, files)
        let moved = rawMap("profiles.yml", in: profilesFolder, files)?["config"]?.map ?? ConfigMap()
        let own = raw?["flags"]?.map ?? ConfigMap()
        if !moved.isEmpty, !own.isEmpty {
            throw UsageError(
                message: "Do not specify both 'config' in profiles.yml and 'flags' in dbt_project.yml. "
                    + "Using 'config' in profiles.yml is deprecated.")
        }
        var sources = FlagSources(
            environment: environment, project: moved.isEmpty ? own : moved, projectLogPath: raw?["log-path"]?.string,
            currentFolder: currentFolder, projectFolder: projectFolder, profilesFolder: profilesFolder, arguments: arguments)
        sources.areFlagsOfProfile = !moved.isEmpty
        let flags = try FlagSettling.settle(line, sources)
        try flags.checkSupport()
        let invocation = Invocation(
            command: line.command, arguments: line.arguments, flags: flags, environment: environment, currentFolder: currentFolder,
            projectFolder: projectFolder, id: Process.uuid(), startedAt: startedAt, now: Process.now)
        let console = Console.make(for: invocation, terminal: terminal)
        let session = Session(
            invocation: invocation, console: console, files: files, stop: stop, timings: StageTimings(now: Process.now),
            gate: WarningGate(flags))
        Interrupt.listen(stop) { names in console.emit(RunMessages.cancelling(names, width: console.settings.printerWidth)) }
        return session.perform()
    }

    /// The project's folder: `--project-dir`, `DBT_PROJECT_DIR`, else the current folder.
    private func projectFolder(_ environment: EnvVars, _ currentFolder: String) -> String {
        let given = line.values["project_dir"]?.text ?? environment["DBT_ENGINE_PROJECT_DIR"] ?? environment["DBT_PROJECT_DIR"]
        return given.map { FilePath.normalize(FilePath.join(currentFolder, $0)) } ?? currentFolder
    }

    /// The folder of `profiles.yml`: `--profiles-dir`, else where it is found.
    private func profilesFolder(
        _ environment: EnvVars, _ currentFolder: String, _ projectFolder: String, _ files: DiskFileSystem
    ) -> String {
        let given = line.values["profiles_dir"]?.text.map { FilePath.join(currentFolder, $0) }
        return Profiles.folders(flag: given, env: environment, currentFolder: projectFolder)
            .first { files.isFile(FilePath.join($0, "profiles.yml")) } ?? currentFolder
    }

    /// A settings file as written, for its flags; nil where it cannot be read: the command will say so.
    private func rawMap(_ name: String, in folder: String, _ files: DiskFileSystem) -> ConfigMap? {
        let path = FilePath.join(folder, name)
        guard files.isFile(path), let bytes = try? files.read(path) else { return nil }
        return YAMLReader.read(SourceFile(path: name, bytes: bytes)).value?.map
    }
}

extension Session {
    /// Runs the command and turns whatever stops it into messages and an exit code.
    func perform() -> Int32 {
        console.emit([RunMessages.version(VersionText.version), RunMessages.arguments(invocation.flags.values)])
        let code = outcome()
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
                console.emit(RunMessages.error(summary.message))
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

    private func outcome() -> Int32 {
        do {
            console.emit(try gate.passed(invocation.flags.warnings))
            return try dispatch()
        } catch let failure as ProjectFailure {
            console.emit(diagnosticEvents.events(failure.diagnostics))
            if failure.diagnostics.count(where: { $0.severity != .note }) > 1 { console.emit(DiagnosticEvents.tally(failure.diagnostics)) }
        } catch let diagnostic as Diagnostic {
            console.emit(diagnosticEvents.events([diagnostic]))
        } catch let error as WarehouseError where error.kind == .cancelled && stop.isRequested {
            console.emit(.note("Exited because of keyboard interrupt before the first node", level: .warn))
        } catch let error as WarehouseError {
            let message = error.heading + ": " + error.message.replacing("\t", with: "  ")
            let place = Diagnostic("database", .error, message, hint: error.advice)
            console.emit(diagnosticEvents.events([place]))
        } catch let error as FileError {
            console.emit(diagnosticEvents.events([error.diagnostic]))
        } catch let error as UsageError {
            console.emit(diagnosticEvents.events([Diagnostic("usage", .error, error.message, hint: error.hint)]))
        } catch {
            console.emit(diagnosticEvents.events([Diagnostic("internal", .error, "\(error)")]))
        }
        return stop.isRequested ? Interrupt.exitCode : 2
    }

    /// Tells how long each stage took, where that was asked for.
    private func showTimings() {
        if invocation.environment["SMELT_TIMINGS"] == "1" { console.emit(.output(timings.text)) }
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
        case "run": try runNodes(.run, types: ResourceType.forRun)
        case "seed": try runNodes(.run, types: ResourceType.forSeed)
        case "test": try runNodes(.test, types: ResourceType.forTest)
        case "compile": try compile()
        case "show": try show()
        case "ls": try list()
        case "parse": try parse()
        case "debug": debug()
        case "clean": try clean()
        case "init": try initialize()
        case "run-operation": try runOperation()
        case "docs generate": try generateDocs()
        case "deps": try installPackages()
        default: throw UsageError(message: "'\(invocation.command)' is not supported yet.")
        }
    }
}
