/// What is behind a path.
public struct FileMetadata: Sendable, Equatable {
    /// The kinds of thing a path can lead to.
    public enum Kind: Sendable {
        case file, folder, other
    }

    /// File, folder or something else (a socket, a device); links are followed.
    public let kind: Kind
    /// Bytes of a file.
    public let size: Int
    /// Seconds since 1970 of the last change.
    public let modified: Double

    /// Metadata with all its parts.
    public init(kind: Kind, size: Int, modified: Double) {
        self.kind = kind
        self.size = size
        self.modified = modified
    }
}

/// One name in a folder.
public struct FolderEntry: Sendable, Equatable {
    /// The bare name.
    public let name: String
    /// What it leads to; a link to a folder is a folder.
    public let kind: FileMetadata.Kind
    /// Whether it is a symbolic link.
    public let isLink: Bool

    /// An entry with all its parts.
    public init(name: String, kind: FileMetadata.Kind, isLink: Bool) {
        self.name = name
        self.kind = kind
        self.isLink = isLink
    }
}

/// A file that is read from its start, piece by piece.
public protocol FileSource: AnyObject {
    /// Reads up to a number of bytes; empty at the end. Throws what the system says.
    func read(upTo count: Int) throws(FileError) -> [UInt8]
}

/// A file that is being written and appears, whole, only when it is finished.
public protocol FileSink: AnyObject {
    /// Adds bytes. Throws when they cannot be written (the disk is full).
    func append(_ bytes: [UInt8]) throws(FileError)
    /// Puts the finished file in its place, over what stood there.
    func commit() throws(FileError)
    /// Drops what was written; what stood in the place before stays.
    func abandon()
}

/// Where files are: the disk, or memory in tests. Paths are absolute or relative to the folder the program runs in.
public protocol FileSystem: Sendable {
    /// What is in a folder, sorted by name; names that lead nowhere (broken links) are left out.
    func list(_ folder: String) throws(FileError) -> [FolderEntry]
    /// Opens a file for reading.
    func open(_ path: String) throws(FileError) -> any FileSource
    /// Starts to write a file; missing folders above it are made.
    func create(_ path: String) throws(FileError) -> any FileSink
    /// Sees to it that a file has a content; missing folders above it are made.
    ///
    /// One that has it already is left alone. Others are changed where they lie, which is much less work for the system than to replace them:
    /// for files that are made anew by every run, like compiled texts, and that nobody reads while they are written.
    func update(_ path: String, to bytes: [UInt8]) throws(FileError)
    /// Removes a file, or a folder with all that is in it (links in it are removed, not followed). Nothing there is no error.
    func remove(_ path: String) throws(FileError)
    /// What is behind a path; nil where there is nothing.
    func metadata(_ path: String) throws(FileError) -> FileMetadata?
}

extension FileSystem {
    /// The whole content of a file.
    public func read(_ path: String) throws(FileError) -> [UInt8] {
        let source = try open(path)
        let size = (try? metadata(path))?.size ?? 0
        var bytes = try source.read(upTo: size > 0 ? size + 1 : 4096)
        // There was room for one byte more, which did not come.
        if size > 0, bytes.count == size { return bytes }
        while true {
            let more = try source.read(upTo: 1 << 16)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// Writes a whole file so that it is either there complete or as it was before.
    public func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let sink = try create(path)
        do throws(FileError) {
            try sink.append(bytes)
            try sink.commit()
        } catch {
            sink.abandon()
            throw error
        }
    }

    /// Writes a whole text file, UTF-8.
    public func write(_ text: String, to path: String) throws(FileError) { try write(Array(text.utf8), to: path) }

    /// Whether there is a file at a path; false also where it cannot be looked at.
    public func isFile(_ path: String) -> Bool { (try? metadata(path))?.kind == .file }

    /// Whether there is a folder at a path; false also where it cannot be looked at.
    public func isFolder(_ path: String) -> Bool { (try? metadata(path))?.kind == .folder }
}
