internal import Glibc

/// The files of the machine.
public struct DiskFileSystem: FileSystem {
    let traffic: FileTraffic

    /// The disk; what is read and written through it is counted.
    public init(counting traffic: FileTraffic = FileTraffic()) { self.traffic = traffic }

    /// The folder the program runs in; `.` where the system does not tell.
    public static var currentFolder: String {
        guard let text = getcwd(nil, 0) else { return "." }
        defer { free(text) }
        return String(cString: text)
    }

    /// What is in a folder, sorted by name.
    public func list(_ folder: String) throws(FileError) -> [FolderEntry] {
        guard let stream = opendir(folder) else { throw FileError(.list, folder, errno: errno) }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while true {
            errno = 0
            guard let item = readdir(stream) else {
                if errno != 0 { throw FileError(.list, folder, errno: errno) }
                break
            }
            let type = Int32(item.pointee.d_type)
            let name = Self.name(of: item)
            guard name != ".", name != ".." else { continue }
            if let entry = entry(name, type: type, in: folder) { entries.append(entry) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    static func name(of item: UnsafeMutablePointer<dirent>) -> String {
        // Through a pointer into the record: a name may be longer than the array the header declares.
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(item).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        return String(cString: start)
    }

    private func entry(_ name: String, type: Int32, in folder: String) -> FolderEntry? {
        if type == Int32(DT_REG) { return FolderEntry(name: name, kind: .file, isLink: false) }
        if type == Int32(DT_DIR) { return FolderEntry(name: name, kind: .folder, isLink: false) }
        let path = FilePath.join(folder, name)
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard let kind = (try? metadata(path))?.kind else { return nil }
        return FolderEntry(name: name, kind: kind, isLink: isLink)
    }

    /// Opens a file for reading.
    public func open(_ path: String) throws(FileError) -> any FileSource {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.read, path, errno: errno) }
        traffic.opened()
        return DiskSource(path: path, descriptor: descriptor, traffic: traffic)
    }

    /// Starts to write a file; missing folders above it are made.
    public func create(_ path: String) throws(FileError) -> any FileSink {
        try makeFolder(FilePath.folder(path), for: path)
        return try AtomicWrite(path: path, counting: traffic)
    }

    /// Makes a folder and those above it.
    ///
    /// - Throws: An error about the file that was to be written, since that is what the person asked for.
    func makeFolder(_ folder: String, for path: String) throws(FileError) {
        if folder.isEmpty || folder == "/" || isFolder(folder) { return }
        try makeFolder(FilePath.folder(folder), for: path)
        if mkdir(folder, 0o777) != 0, errno != EEXIST { throw FileError(.write, path, errno: errno) }
    }

    /// Removes a file or a folder with all that is in it.
    public func remove(_ path: String) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw FileError(.remove, path, errno: errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if unlink(path) != 0, errno != ENOENT { throw FileError(.remove, path, errno: errno) }
            return
        }
        for name in try names(in: path) { try remove(FilePath.join(path, name)) }
        if rmdir(path) != 0, errno != ENOENT { throw FileError(.remove, path, errno: errno) }
    }

    /// All names in a folder, broken links too.
    private func names(in folder: String) throws(FileError) -> [String] {
        guard let stream = opendir(folder) else { throw FileError(.remove, folder, errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let item = readdir(stream) { names.append(Self.name(of: item)) }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// What is behind a path; nil where there is nothing.
    public func metadata(_ path: String) throws(FileError) -> FileMetadata? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileError(.inspect, path, errno: errno)
        }
        let type = status.st_mode & S_IFMT
        let kind: FileMetadata.Kind = type == S_IFREG ? .file : type == S_IFDIR ? .folder : .other
        let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        return FileMetadata(kind: kind, size: Int(status.st_size), modified: modified)
    }
}

/// A file of the disk that is being read.
private final class DiskSource: FileSource {
    private let path: String
    private let descriptor: Int32
    private let traffic: FileTraffic

    init(path: String, descriptor: Int32, traffic: FileTraffic) {
        self.path = path
        self.descriptor = descriptor
        self.traffic = traffic
    }

    deinit { close(descriptor) }

    func read(upTo count: Int) throws(FileError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while true {
                let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if got >= 0 {
                    filled = got
                    return
                }
                if errno != EINTR {
                    code = errno
                    return
                }
            }
        }
        if code != 0 { throw FileError(.read, path, errno: code) }
        traffic.read(bytes.count)
        return bytes
    }
}
