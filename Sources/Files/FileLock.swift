internal import Glibc

/// A file that one process at a time may hold. The system frees it when the process ends, however it ends; the file stays.
public final class FileLock {
    private let path: String
    private let descriptor: Int32
    private var isHeld = false

    /// Opens the file, made where it is missing; nothing is locked yet. Throws what the system says.
    public init(path: String) throws(FileError) {
        self.path = path
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw FileError(.write, path, errno: errno) }
    }

    deinit {
        release()
        close(descriptor)
    }

    /// Locks the file; gives false where another holds it. Throws what the system says.
    public func take() throws(FileError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw FileError(.write, path, errno: errno) }
        }
        isHeld = true
        return true
    }

    /// The first kilobyte of what the file holds: what its holder wrote.
    public var text: String {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Puts a text into the file, in place of what it held. Throws what the system says.
    public func write(_ text: String) throws(FileError) {
        let bytes = Array(text.utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw FileError(.write, path, errno: errno)
        }
    }

    /// Empties the file and lets others have it. Calling it again does nothing.
    public func release() {
        guard isHeld else { return }
        isHeld = false
        _ = ftruncate(descriptor, 0)
        flock(descriptor, LOCK_UN)
    }
}
