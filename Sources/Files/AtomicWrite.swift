internal import Glibc
internal import Synchronization

/// A file that is written beside its place and renamed into it when finished: readers see the old file or the new one, never a half one, even
/// when the process is killed.
public final class AtomicWrite: FileSink {
    private let path: String
    private let target: String
    /// Where the text is gathered; nil where the path leads to a device or pipe, which is written to directly.
    private let temporary: String?
    private var descriptor: Int32
    private let traffic: FileTraffic
    private var size = 0

    private static let counter = Atomic<Int>(0)

    /// Starts to write the file at a path whose folder exists; a link is written through.
    public init(path: String, counting traffic: FileTraffic = FileTraffic()) throws(FileError) {
        self.path = path
        self.traffic = traffic
        target = Self.destination(of: path)
        var status = stat()
        let exists = stat(target, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            temporary = nil
            descriptor = Glibc.open(target, O_WRONLY | O_CLOEXEC)
            if descriptor < 0 { throw FileError(.write, path, errno: errno) }
            return
        }
        let beside = FilePath.join(FilePath.folder(target), ".\(FilePath.name(target))")
        if let held = Self.openAlone(beside + ".tmp") {
            temporary = beside + ".tmp"
            descriptor = held
        } else {
            let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
            let unique = beside + ".\(getpid())-\(number).tmp"
            temporary = unique
            descriptor = Glibc.open(unique, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        }
        if descriptor < 0 { throw FileError(.write, path, errno: errno) }
        if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    }

    /// Opens a file that no other writer has open and empties it; nil where that cannot be made sure. The name is the same for every process, so
    /// that the one that a killed process left behind is used, not kept for ever.
    private static func openAlone(_ path: String) -> Int32? {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { return nil }
        var opened = stat()
        var named = stat()
        // Whoever had the lock before may have renamed the file since it was opened here.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &opened) == 0, stat(path, &named) == 0,
            opened.st_ino == named.st_ino, opened.st_dev == named.st_dev, ftruncate(descriptor, 0) == 0
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    deinit { abandon() }

    /// Where a link leads; the path itself if it is none.
    private static func destination(of path: String) -> String {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }

    /// Adds bytes; throws when they cannot be written.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        size += bytes.count
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw FileError(.write, path, errno: errno)
            }
        }
    }

    /// Puts the finished file in its place.
    public func commit() throws(FileError) {
        guard descriptor >= 0 else { return }
        let open = descriptor
        descriptor = -1
        // Keeps the lock until the file has its name.
        let lock = dup(open)
        defer { close(lock) }
        // Some file systems tell that the disk is full only here.
        guard close(open) == 0, temporary.map({ rename($0, target) == 0 }) ?? true else {
            let code = errno
            if let temporary { unlink(temporary) }
            throw FileError(.write, path, errno: code)
        }
        traffic.wrote(size)
    }

    /// Drops what was written.
    public func abandon() {
        guard descriptor >= 0 else { return }
        if let temporary { unlink(temporary) }
        close(descriptor)
        descriptor = -1
    }
}
