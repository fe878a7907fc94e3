import Foundation

/// A headless Chromium with a profile of its own, talked to over a pair of pipes: it reads commands from its descriptor 3 and writes to its
/// descriptor 4. It ends when the pipes close, so it does not outlive the tests.
final class ChromiumProcess: @unchecked Sendable {
    /// Where Chromium is: `SMELT_TEST_CHROMIUM`, which `Scripts/test` sets, else Debian's place.
    static let path: String? =
        ProcessInfo.processInfo.environment["SMELT_TEST_CHROMIUM"]
        ?? ["/usr/bin/chromium"].first { FileManager.default.isExecutableFile(atPath: $0) }

    private static let flags = [
        "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-default-browser-check",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-breakpad",
        "--disable-crash-reporter", "--disable-dev-shm-usage", "--disable-features=Translate,MediaRouter,OptimizationHints", "--mute-audio",
        "--hide-scrollbars", "--disable-ipc-flooding-protection", "--force-color-profile=srgb", "--font-render-hinting=none",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows", "--window-size=1400,900", "--lang=en",
    ]

    private let pid: pid_t
    private let profile: URL
    private let commands: Int32
    private let messages: Int32

    init() throws {
        guard let path = Self.path else { throw BrowserError("Chromium is not installed") }
        profile = FileManager.default.temporaryDirectory.appending(path: "smelt-chromium-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        let (commandsOut, commandsIn) = try Self.pipe()
        let (messagesOut, messagesIn) = try Self.pipe()
        defer {
            close(commandsOut)
            close(messagesIn)
        }
        commands = commandsIn
        messages = messagesOut
        pid = try Self.spawn(path, Self.flags + ["--user-data-dir=\(profile.path)", "about:blank"], reads: commandsOut, writes: messagesIn)
    }

    /// Both ends of a pipe that no other program inherits, away from the numbers that Chromium's ends are moved to.
    private static func pipe() throws -> (out: Int32, in: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw BrowserError("no pipe") }
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 64) }
        ends.forEach { close($0) }
        return (moved[0], moved[1])
    }

    private static func spawn(_ path: String, _ arguments: [String], reads: Int32, writes: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for number: Int32 in 0...2 { posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0) }
        posix_spawn_file_actions_adddup2(&actions, reads, 3)
        posix_spawn_file_actions_adddup2(&actions, writes, 4)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid = pid_t()
        let status = posix_spawnp(&pid, path, &actions, &attributes, &argv, &envp)
        guard status == 0 else { throw BrowserError("\(path) does not start: \(String(cString: strerror(status)))") }
        return pid
    }

    /// Hands over one message.
    func write(_ message: String) throws {
        let bytes = Array(message.utf8) + [0]
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(commands, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BrowserError("Chromium does not listen any more") }
            written += count
        }
    }

    /// Waits for more of its messages, which end with a zero byte each; nil when it ended.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = Foundation.read(messages, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Waits until it has ended, kills what is left of it after five seconds, and removes its profile.
    func end() {
        close(commands)
        for _ in 0..<500 where waitpid(pid, nil, WNOHANG) == 0 { usleep(10000) }
        kill(-pid, SIGKILL)
        waitpid(pid, nil, 0)
        for _ in 0..<20
        where (try? FileManager.default.removeItem(at: profile)) == nil && FileManager.default.fileExists(atPath: profile.path) {
            usleep(50000)
        }
    }
}

/// What went wrong between the tests and the browser.
struct BrowserError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
