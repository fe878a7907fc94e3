import Diagnostics
public import Files

/// The folder that pages are written to. It may hold files of somebody's own: these are neither written over nor removed.
public struct PageFolder {
    private let folder: String
    private let files: any FileSystem
    private var written: Set<String> = []

    /// How many files were written or changed.
    public private(set) var changed = 0
    /// How many pages there are.
    public var count: Int { written.count }

    /// A folder on a disk.
    public init(_ folder: String, on files: any FileSystem) {
        self.folder = folder
        self.files = files
    }

    /// Writes a page where it is not there as it is. Throws where another file is in its place, and what the disk says.
    public mutating func write(_ page: SiteFile) throws {
        let path = FilePath.join(folder, page.path)
        written.insert(path)
        if files.isFile(path) {
            let bytes = try files.read(path)
            if bytes == page.bytes { return }
            guard Self.isOurs(bytes) else {
                throw Diagnostic(
                    "docs-page-taken", .error, "\(path) would be overwritten, but smelt did not write it",
                    hint: "Move the file, or keep pages of your own in another folder.")
            }
        }
        try files.write(page.bytes, to: path)
        changed += 1
    }

    /// Writes the settings of MkDocs unless somebody has changed them for good.
    public func write(settings: SiteFile, to folder: String) throws {
        let path = FilePath.join(folder, settings.path)
        let mark = Array(MarkdownPages.settingsMark.utf8)
        if files.isFile(path) {
            let bytes = try files.read(path)
            if bytes == settings.bytes || !bytes.starts(with: mark) { return }
        }
        try files.write(settings.bytes, to: path)
    }

    /// Removes the pages of earlier times that were not written now. Gives how many these were.
    public func removeOld() throws -> Int { try removeOld(in: folder) }

    private func removeOld(in folder: String) throws -> Int {
        guard files.isFolder(folder) else { return 0 }
        var removed = 0
        for entry in try files.list(folder) where !entry.isLink {
            let path = FilePath.join(folder, entry.name)
            if entry.kind == .folder {
                let inside = try removeOld(in: path)
                removed += inside
                if inside > 0, (try? files.list(path))?.isEmpty == true { try files.remove(path) }
            } else if entry.kind == .file, entry.name.hasSuffix(".md"), !written.contains(path), Self.isOurs(try files.read(path)) {
                try files.remove(path)
                removed += 1
            }
        }
        return removed
    }

    private static func isOurs(_ bytes: [UInt8]) -> Bool {
        bytes.suffix(MarkdownPages.mark.utf8.count).elementsEqual(MarkdownPages.mark.utf8)
    }
}
