internal import Glibc

extension DiskFileSystem {
    /// Sees to it that a file has a content; missing folders above it are made.
    public func update(_ path: String, to bytes: [UInt8]) throws(FileError) {
        var descriptor = open(writing: path)
        if descriptor < 0, errno == ENOENT {
            try makeFolder(FilePath.folder(path), for: path)
            descriptor = open(writing: path)
        }
        guard descriptor >= 0 else { throw FileError(.write, path, errno: errno) }
        var isOpen = true
        defer { if isOpen { close(descriptor) } }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        if size == bytes.count, Self.holds(descriptor, bytes) { return }
        guard size == 0 || ftruncate(descriptor, 0) == 0 else { throw FileError(.write, path, errno: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, written) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw FileError(.write, path, errno: errno)
            }
        }
        // Some file systems tell that the disk is full only here.
        isOpen = false
        guard close(descriptor) == 0 else { throw FileError(.write, path, errno: errno) }
        traffic.wrote(bytes.count)
    }

    private func open(writing path: String) -> Int32 { Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) }

    /// Whether an open file of the same size holds these bytes.
    private static func holds(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        let found = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return found == bytes
    }
}
