public import Formats
public import Graph
public import Warehouse

/// The columns of source tables as a file keeps them: `sources.lock.yml`, committed beside `dbt_project.yml`.
public struct SourcesLock: Sendable, Equatable {
    /// The columns of each table by the key of its source (`shop.raw.orders`), in the tables' own order.
    public var tables: [String: [Warehouse.Column]]

    /// A lock of some tables.
    public init(tables: [String: [Warehouse.Column]]) { self.tables = tables }

    /// The key of a source: its unique id without the kind.
    public static func key(of source: Source) -> String { "\(source.packageName).\(source.sourceName).\(source.name)" }

    /// The file's name.
    public static let fileName = "sources.lock.yml"

    /// Reads the file's content; nil where it has another form.
    public init?(_ value: ConfigValue) {
        guard value["version"]?.int == 1, let listed = value["sources"] else { return nil }
        var tables: [String: [Warehouse.Column]] = [:]
        for entry in listed.map ?? [:] {
            guard let columns = entry.value.list else { return nil }
            var read: [Warehouse.Column] = []
            for column in columns {
                guard let map = column.map, let only = map.entries.first, map.count == 1 else { return nil }
                read.append(Warehouse.Column(name: only.name, dtype: only.value.string ?? ""))
            }
            tables[entry.name] = read
        }
        self.tables = tables
    }

    /// The file's text: tables in order of their keys, columns in the order of the tables. Equal locks give equal bytes.
    public var text: String {
        var out = "# Written by `smelt sources lock`: the columns of source tables, for checks without the database.\nversion: 1\nsources:"
        if tables.isEmpty { return out + " {}\n" }
        out += "\n"
        for key in tables.keys.sorted() {
            let columns = tables[key] ?? []
            out += "  \(Self.quoted(key)):\(columns.isEmpty ? " []" : "")\n"
            for column in columns { out += "    - \(Self.quoted(column.name)): \(Self.quoted(column.dtype))\n" }
        }
        return out
    }

    /// A text as YAML of one line reads it back.
    private static func quoted(_ text: String) -> String {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain = text.utf8.allSatisfy { byte in
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            return isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || " _.(),".utf8.contains(byte)
        }
        guard isPlain, text.first?.isLetter == true, text.last != " ", !words.contains(text.lowercased()) else {
            return JSONWriter.text(of: .string(text))
        }
        return text
    }

    /// What differs between the lock and the tables as they are, a sentence for each table; nothing where they are alike.
    ///
    /// - Parameter found: the tables as they are; those that are not there are left out.
    public func drift(from found: [String: [Warehouse.Column]]) -> [(key: String, message: String)] {
        Set(tables.keys).union(found.keys).sorted().compactMap { key in
            guard let locked = tables[key] else { return (key, "is not in \(Self.fileName)") }
            guard let now = found[key] else { return (key, "is in \(Self.fileName), but not in the database") }
            let parts = Self.differences(locked, now)
            return parts.isEmpty ? nil : (key, "differs from \(Self.fileName): " + parts.joined(separator: ", "))
        }
    }

    private static func differences(_ locked: [Warehouse.Column], _ now: [Warehouse.Column]) -> [String] {
        var parts: [String] = []
        for column in locked {
            guard let other = now.first(where: { $0.name == column.name }) else {
                parts.append("'\(column.name)' is gone")
                continue
            }
            if other.dtype != column.dtype { parts.append("'\(column.name)' is \(other.dtype), was \(column.dtype)") }
        }
        for column in now where !locked.contains(where: { $0.name == column.name }) { parts.append("'\(column.name)' is new") }
        if parts.isEmpty, locked.map(\.name) != now.map(\.name) { parts.append("the order of columns is another") }
        return parts
    }
}

/// Where a check has the columns of source tables from.
public struct SourceTables: Sendable {
    /// What `sources.lock.yml` says; nil where there is no such file.
    public let lock: SourcesLock?
    /// Whether the database is not to be asked anything.
    public let isOffline: Bool

    /// Where the columns come from.
    public init(lock: SourcesLock?, isOffline: Bool) {
        self.lock = lock
        self.isOffline = isOffline
    }
}
