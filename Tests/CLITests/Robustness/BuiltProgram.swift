import Foundation
import Testing

/// The built program, run as processes of their own: what the user types is what is tested.
enum BuiltProgram {
    /// The executable beside the bundle of tests.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        for start in [own, Bundle.main.bundlePath, CommandLine.arguments[0]] {
            var folder = URL(fileURLWithPath: start)
            while folder.path.count > 1 {
                folder.deleteLastPathComponent()
                let candidate = folder.appendingPathComponent("smelt").path
                if FileManager.default.isExecutableFile(atPath: candidate), folder.path.contains(".build") { return candidate }
            }
        }
        return "smelt"
    }()

    /// Starts it in a folder. A signal that the tests themselves were started to ignore is not ignored by it.
    static func start(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws -> RunningProgram {
        let output = NSTemporaryDirectory() + "smelt-output-\(UUID().uuidString)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var asked = none
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&asked, number) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &asked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DBT_") }
        for (name, value) in environment { variables[name] = value }
        let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path] + arguments
        var argv = words.map { strdup($0) } + [nil]
        var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argv, &envp)
        try #require(status == 0, "\(path) does not start: \(String(cString: strerror(status)))")
        return RunningProgram(pid: pid, outputPath: output)
    }

    /// Runs a shell script in a folder. A failure of it fails the test.
    static func shell(_ script: String, in folder: String) throws {
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(script)")
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws -> EndedProgram {
        try start(arguments, in: folder, environment: environment).wait()
    }
}

/// How a process ended, and what it printed.
struct EndedProgram {
    /// The exit code; nil where a signal ended it.
    let code: Int32?
    let output: String
    let seconds: Double
}

/// A process under way.
final class RunningProgram {
    let pid: pid_t
    private let outputPath: String
    private let start = Date()
    private var ended: EndedProgram?

    init(pid: pid_t, outputPath: String) {
        self.pid = pid
        self.outputPath = outputPath
    }

    deinit {
        if ended == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        try? FileManager.default.removeItem(atPath: outputPath)
    }

    /// What it printed so far.
    var output: String { (try? Data(contentsOf: URL(fileURLWithPath: outputPath))).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Whether it has ended.
    var hasEnded: Bool {
        if ended != nil { return true }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return false }
        let isExit = status & 0x7f == 0
        ended = EndedProgram(code: isExit ? status >> 8 & 0xff : nil, output: output, seconds: Date().timeIntervalSince(start))
        return true
    }

    /// Waits for its end; a process that hangs is killed and fails the test.
    func wait(seconds: Double = 120) throws -> EndedProgram {
        guard poll(seconds, { hasEnded }), let ended else {
            kill(pid, SIGKILL)
            throw Hang(waitedFor: "its end", output: output)
        }
        return ended
    }

    /// Waits until it has printed a text.
    func waitForOutput(_ text: String, seconds: Double = 60) throws {
        guard poll(seconds, { output.contains(text) || hasEnded }), output.contains(text) else {
            throw Hang(waitedFor: text, output: output)
        }
    }

    struct Hang: Error {
        let waitedFor: String
        let output: String
    }
}

/// How soon the program ends that was asked to, in seconds. A second is the promise; a machine that others use stands still for some, and what does
/// not end by itself here lasts a minute and more.
let promptly = 10.0

/// Looks again and again whether something is so; false after the time is over.
func poll(_ seconds: Double, _ isSo: () throws -> Bool) rethrows -> Bool {
    let end = Date() + seconds
    while Date() < end {
        if try isSo() { return true }
        usleep(5000)
    }
    return try isSo()
}
