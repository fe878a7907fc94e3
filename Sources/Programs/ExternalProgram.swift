import Glibc

/// A program of the machine: git, curl, gzip, a browser. The only place that starts one.
public struct ExternalProgram {
    /// Its name, looked up in `PATH`.
    private let name: String
    /// Variables it gets besides those of this process.
    private let environment: [String: String]
    /// Variables of this process it does not get.
    private let hidden: Set<String>
    /// A file its standard output is written to, in the place of `Outcome.output`.
    private let outputFile: String?

    /// A program.
    ///
    /// - Parameters:
    ///   - name: Its name, looked up in `PATH`.
    ///   - environment: Variables it gets besides those of this process.
    ///   - hidden: Variables of this process it does not get.
    ///   - outputFile: A file its standard output is written to, in the place of `Outcome.output`.
    public init(name: String, environment: [String: String] = [:], hidden: Set<String> = [], outputFile: String? = nil) {
        self.name = name
        self.environment = environment
        self.hidden = hidden
        self.outputFile = outputFile
    }

    /// How it ended.
    public struct Outcome {
        /// Its exit code; 128 and the number of the signal where one ended it.
        public let code: Int32
        /// What it wrote to standard output.
        public let output: [UInt8]
        /// What it wrote to standard error.
        public let error: String

        /// The output as text, without white space at its end.
        public var text: String {
            var text = Substring(String(decoding: output, as: UTF8.self))
            while text.last?.isWhitespace == true { text.removeLast() }
            return String(text)
        }
    }

    /// The program is not there, or cannot be started.
    public struct StartError: Error {
        /// Its name.
        public let name: String
        /// What the system says.
        public let reason: String
        /// Whether there is no such program.
        public let isMissing: Bool
    }

    /// Runs it with arguments and a text on its standard input; without one it keeps the input of this process, so that git may ask for a
    /// password. Throws `StartError`.
    public func run(_ arguments: [String], input: String? = nil) throws(StartError) -> Outcome {
        guard let output = Pipe(), let error = Pipe(), let feed = Pipe() else { throw failure(errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if input != nil { posix_spawn_file_actions_adddup2(&actions, feed.reading, 0) }
        if let outputFile {
            posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        }
        posix_spawn_file_actions_adddup2(&actions, error.writing, 2)
        let pid = try spawn(arguments, &actions)
        for pipe in [output, error] { pipe.closeWriting() }
        feed.closeReading()
        // Short texts only: they fit into the pipe, so this does not wait for the program.
        if let input { feed.write(Array(input.utf8)) }
        feed.closeWriting()
        let texts = Self.readAll([output.reading, error.reading])
        for pipe in [output, error] { pipe.closeReading() }
        return Outcome(code: Self.wait(for: pid), output: texts[0], error: String(decoding: texts[1], as: UTF8.self))
    }

    /// Starts it as a program of its own, which reads and writes nothing of this process and outlives it. Gives its exit code where it ended
    /// within a while; nil where it goes on. Throws `StartError`.
    ///
    /// - Parameter seconds: How long to wait for it.
    public func start(_ arguments: [String], waiting seconds: Double) throws(StartError) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0) }
        let pid = try spawn(arguments, &actions, isDetached: true)
        var status: Int32 = 0
        for _ in 0..<max(1, Int(seconds * 50)) {
            if waitpid(pid, &status, WNOHANG) == pid { return Self.exitCode(status) }
            usleep(20_000)
        }
        return nil
    }

    private func failure(_ code: Int32) -> StartError {
        StartError(name: name, reason: String(cString: strerror(code)), isMissing: code == ENOENT)
    }

    /// Starts it with no signal blocked: this process keeps them for itself, see the command line's handling of Ctrl-C.
    private func spawn(
        _ arguments: [String], _ actions: inout posix_spawn_file_actions_t, isDetached: Bool = false
    ) throws(StartError) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var pipeSignal = none
        sigaddset(&pipeSignal, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &pipeSignal)
        // Ctrl-C is for this process: it does not reach a group of its own.
        let group = isDetached ? Int32(POSIX_SPAWN_SETPGROUP) : 0
        posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | group))
        var argv = ([name] + arguments).map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid = pid_t()
        let status = posix_spawnp(&pid, name, &actions, &attributes, &argv, &envp)
        guard status == 0 else { throw failure(status) }
        return pid
    }

    private var variables: [String] {
        var own: [String] = []
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            let name = String(pair.prefix { $0 != "=" })
            if environment[name] == nil, !hidden.contains(name) { own.append(pair) }
            entry += 1
        }
        return own + environment.map { "\($0.key)=\($0.value)" }
    }

    private static func readAll(_ descriptors: [Int32]) -> [[UInt8]] {
        var texts = descriptors.map { _ in [UInt8]() }
        var open = Set(descriptors.indices)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty {
            let order = open.sorted()
            var polled = order.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
            for (index, entry) in zip(order, polled) where entry.revents != 0 {
                let count = read(descriptors[index], &chunk, chunk.count)
                if count > 0 { texts[index] += chunk[..<count] } else if count == 0 || errno != EINTR { open.remove(index) }
            }
        }
        return texts
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return 127 } }
        return exitCode(status)
    }

    private static func exitCode(_ status: Int32) -> Int32 { status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
}

/// Two ends of a pipe that other programs do not inherit by accident.
private final class Pipe {
    private(set) var reading: Int32 = -1
    private(set) var writing: Int32 = -1

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        closeReading()
        closeWriting()
    }

    func write(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(writing, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            if count >= 0 { written += count } else if errno != EINTR { return }
        }
    }

    func closeReading() {
        if reading >= 0 { close(reading) }
        reading = -1
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }
}
