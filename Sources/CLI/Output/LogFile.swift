import Glibc

/// The log file: lines are added at its end; once it is full it is put aside as `dbt.log.1`, and older ones move on to `dbt.log.5`.
///
/// Used by one thread at a time: `Console` holds its lock meanwhile.
final class LogFile {
    /// How many full files are kept, as dbt keeps them.
    private static let keptFiles = 5

    /// Where it is.
    let path: String
    private let maxBytes: Int
    private var descriptor: Int32 = -1
    private var size = 0

    /// Opens or makes the file and the folders above it. Throws what the system says.
    ///
    /// - Parameter maxBytes: the size at which a new file is begun; 0 for no limit.
    init(path: String, maxBytes: Int) throws(LogFileError) {
        self.path = path
        self.maxBytes = maxBytes
        Self.makeFolders(above: path)
        try open()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func open() throws(LogFileError) {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LogFileError(path: path, reason: String(cString: strerror(errno))) }
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    }

    /// Adds whole lines. What cannot be written is dropped: a full disk must not stop a run for its log's sake.
    func append(_ bytes: [UInt8]) {
        guard descriptor >= 0, !bytes.isEmpty else { return }
        if maxBytes > 0, size > 0, size + bytes.count >= maxBytes { rotate() }
        Descriptor.write(bytes, to: descriptor)
        size += bytes.count
    }

    private func rotate() {
        close(descriptor)
        for number in stride(from: Self.keptFiles - 1, through: 1, by: -1) { rename("\(path).\(number)", "\(path).\(number + 1)") }
        rename(path, "\(path).1")
        do { try open() } catch { descriptor = -1 }
    }

    private static func makeFolders(above path: String) {
        var index = path.utf8.startIndex
        while let slash = path.utf8[index...].firstIndex(of: UInt8(ascii: "/")) {
            if slash > path.startIndex { mkdir(String(path[..<slash]), 0o755) }
            index = path.utf8.index(after: slash)
        }
    }
}

/// Why the log file cannot be written.
struct LogFileError: Error {
    /// The file.
    let path: String
    /// The system's words.
    let reason: String
}

/// Writes to the process's open files.
enum Descriptor {
    /// Writes all bytes; gives up where the other end is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                if count > 0 {
                    written += count
                } else if errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, 1000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
