internal import Synchronization

/// Files that exist in memory only: what tests and the language server run on. Paths are compared in their normalised form.
public final class MemoryFileSystem: FileSystem {
    private struct File {
        var bytes: [UInt8]
        var modified: Double
    }

    private struct State {
        var files: [String: File] = [:]
        /// Counts up with each write, so that a later file is newer.
        var clock = 0.0
    }

    private let state: Mutex<State>

    /// A tree of files from their paths and texts.
    public init(_ files: [String: String] = [:]) {
        var initial = State()
        for (path, text) in files { initial.files[FilePath.normalize(path)] = File(bytes: Array(text.utf8), modified: 0) }
        state = Mutex(initial)
    }

    /// The paths of all files, sorted.
    public var paths: [String] { state.withLock { $0.files.keys.sorted() } }

    /// What is in a folder, sorted by name.
    public func list(_ folder: String) throws(FileError) -> [FolderEntry] {
        let prefix = Self.prefix(folder)
        let paths = state.withLock { Array($0.files.keys) }.filter { $0.hasPrefix(prefix) }
        if paths.isEmpty, prefix != "" { throw FileError(.list, folder, .missing, detail: "No such file or directory") }
        var kinds: [String: FileMetadata.Kind] = [:]
        for path in paths {
            let rest = path.dropFirst(prefix.count)
            let name = String(rest.prefix { $0 != "/" })
            kinds[name] = name.count == rest.count ? .file : .folder
        }
        return kinds.sorted { $0.key < $1.key }.map { FolderEntry(name: $0.key, kind: $0.value, isLink: false) }
    }

    /// Opens a file for reading.
    public func open(_ path: String) throws(FileError) -> any FileSource {
        guard let file = state.withLock({ $0.files[FilePath.normalize(path)] }) else {
            if isFolder(path) { throw FileError(.read, path, .isFolder, detail: "Is a directory") }
            throw FileError(.read, path, .missing, detail: "No such file or directory")
        }
        return MemorySource(file.bytes)
    }

    /// Starts to write a file; missing folders above it are made.
    public func create(_ path: String) throws(FileError) -> any FileSink {
        if isFolder(path) { throw FileError(.write, path, .isFolder, detail: "Is a directory") }
        return MemorySink(FilePath.normalize(path), in: self)
    }

    /// Sees to it that a file has a content.
    public func update(_ path: String, to bytes: [UInt8]) throws(FileError) { try write(bytes, to: path) }

    /// Removes a file or a folder with all that is in it.
    public func remove(_ path: String) throws(FileError) {
        let name = FilePath.normalize(path)
        let prefix = Self.prefix(path)
        state.withLock { state in
            state.files = state.files.filter { $0.key != name && !$0.key.hasPrefix(prefix) }
        }
    }

    /// What is behind a path; nil where there is nothing.
    public func metadata(_ path: String) throws(FileError) -> FileMetadata? {
        let name = FilePath.normalize(path)
        let prefix = Self.prefix(path)
        return state.withLock { state in
            if let file = state.files[name] { return FileMetadata(kind: .file, size: file.bytes.count, modified: file.modified) }
            let isFolder = prefix.isEmpty || state.files.keys.contains { $0.hasPrefix(prefix) }
            return isFolder ? FileMetadata(kind: .folder, size: 0, modified: 0) : nil
        }
    }

    fileprivate func store(_ bytes: [UInt8], at name: String) {
        state.withLock { state in
            state.clock += 1
            state.files[name] = File(bytes: bytes, modified: state.clock)
        }
    }

    /// What the paths below a folder start with.
    private static func prefix(_ folder: String) -> String {
        let name = FilePath.normalize(folder)
        return name == "." ? "" : name == "/" ? "/" : name + "/"
    }
}

private final class MemorySource: FileSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(upTo count: Int) -> [UInt8] {
        let end = position + min(max(count, 0), bytes.count - position)
        defer { position = end }
        return Array(bytes[position..<end])
    }
}

private final class MemorySink: FileSink {
    private let name: String
    private let fileSystem: MemoryFileSystem
    private var bytes: [UInt8] = []

    init(_ name: String, in fileSystem: MemoryFileSystem) {
        self.name = name
        self.fileSystem = fileSystem
    }

    func append(_ more: [UInt8]) { bytes += more }
    func commit() { fileSystem.store(bytes, at: name) }
    func abandon() { bytes = [] }
}
