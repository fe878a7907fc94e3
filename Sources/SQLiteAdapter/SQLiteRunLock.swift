import Files
import Warehouse

extension SQLiteSettings {
    /// What the names of ledgers end with, which are no databases of the project.
    static let ledgerEnding = ".ledger.db"

    /// The settings of the ledger's file, which lies beside the main one; its path is empty where the main one is in memory.
    var ledger: SQLiteSettings {
        SQLiteSettings(mainPath: besideMain.map { $0 + Self.ledgerEnding } ?? "", of: self)
    }

    /// The path of the file that is locked; empty where the main one is in memory.
    var lockPath: String { besideMain.map { $0 + ".ledger.lock" } ?? "" }

    /// The path of the main file without its ending; nil for one in memory.
    private var besideMain: String? {
        var path = Substring(mainPath)
        if path.hasPrefix("file:") {
            let query = path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            path = (path.split(separator: "?", maxSplits: 1).first ?? "").dropFirst("file:".count)
            if path.hasPrefix("///") { path = path.dropFirst(2) }
            if query.contains("mode=memory") { return nil }
        }
        if path.isEmpty || path.hasPrefix(":memory:") { return nil }
        let name = FilePath.name(String(path))
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(path) }
        return String(path.dropLast(name.distance(from: dot, to: name.endIndex)))
    }

    /// Whether there is a file at a path.
    static func exists(_ path: String) -> Bool { DiskFileSystem().isFile(path) }
}

/// The run lock of a SQLite target: a lock on a file beside the database, whose text says who has it.
final class SQLiteRunLock: RunLock {
    private let lock: FileLock

    init(path: String) throws(WarehouseError) {
        guard !path.isEmpty else { throw WarehouseError(.usage, "a database in memory cannot be locked") }
        do {
            lock = try FileLock(path: path)
        } catch {
            throw WarehouseError(.connectionFailed(.other), error.description, advice: error.hint)
        }
    }

    func take(for holder: String) throws(WarehouseError) -> Bool {
        do {
            guard try lock.take() else { return false }
            try lock.write(holder)
            return true
        } catch {
            throw WarehouseError(.connectionFailed(.other), error.description, advice: error.hint)
        }
    }

    var holder: String? {
        let text = lock.text
        return text.isEmpty ? nil : text
    }

    func release() { lock.release() }
}
