import Files
import Glibc
import Graph
import Runner

/// What the process brings along: clock, environment, random numbers.
enum Process {
    /// The present moment.
    static let now: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: time.tv_sec, microseconds: time.tv_nsec / 1000)
    }

    /// The environment's variables.
    static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    /// The names of the environment's variables, as it lists them.
    static func environmentNames() -> [String] {
        var names: [String] = []
        var entry = environ
        while let text = entry.pointee {
            names.append(String(String(cString: text).prefix { $0 != "=" }))
            entry += 1
        }
        return names
    }

    /// The number of the process.
    static var id: Int { Int(getpid()) }

    /// The name of the machine.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether a process of this machine is there.
    static func isAlive(_ id: Int) -> Bool {
        guard let id = pid_t(exactly: id), id > 0 else { return false }
        return kill(id, 0) == 0 || errno == EPERM
    }

    /// Waits a while; not longer than until somebody wants to stop.
    static func pause(seconds: Double, unless stop: StopSignal? = nil) {
        let end = now().interval + seconds
        while now().interval < end, stop?.isRequested != true { usleep(50_000) }
    }

    /// A random UUID (version 4) in lower case.
    static func uuid() -> String {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
