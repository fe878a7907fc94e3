import Graph
import Synchronization

/// The compiled text of ephemeral models, shared by all workers so that each is rendered once a run.
public final class EphemeralCTEs: Sendable {
    /// An ephemeral model's own text and the CTEs it stands on, in order.
    struct Entry: Sendable {
        let code: String
        let ctes: [ExtraCTE]
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Nothing compiled yet.
    public init() {}

    subscript(id: String) -> Entry? {
        get { entries.withLock { $0[id] } }
        set { entries.withLock { $0[id] = newValue } }
    }

    /// The CTE of an ephemeral model, as dbt writes it; `name` is what it is called behind `__dbt__cte__`.
    static func cte(of node: Node, named name: String, code: String) -> ExtraCTE {
        ExtraCTE(id: node.uniqueID, sql: " __dbt__cte__\(name) as (\n\(code)\n)")
    }

    /// The statement with the CTEs before its own: behind an existing `with` (or `with recursive`), else behind a new one.
    static func inject(_ ctes: [ExtraCTE], into sql: String) -> String {
        guard !ctes.isEmpty else { return sql }
        let joined = ctes.map(\.sql).joined(separator: ", ")
        let bytes = Array(sql.utf8)
        let first = bytes.firstIndex { !isSpace($0) } ?? bytes.count
        var scanner = SQLWords(bytes)
        guard let start = scanner.nextWord(), start.text == "with" else {
            return text(bytes[..<first]) + "with" + joined + " " + text(bytes[first...])
        }
        var end = start.end
        if let next = scanner.nextWord(), next.text == "recursive" { end = next.end }
        let next = bytes[end...].firstIndex { !isSpace($0) } ?? bytes.count
        return text(bytes[..<next]) + joined + ", " + text(bytes[next...])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Reads words of SQL from the start, comments and white space skipped; ends at the first thing that is no word.
private struct SQLWords {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func nextWord() -> (text: String, end: Int)? {
        skipBlanksAndComments()
        let start = index
        while index < bytes.count, isLetter(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        return (String(decoding: bytes[start..<index], as: UTF8.self).lowercased(), index)
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 95 || byte >= 128
    }

    private mutating func skipBlanksAndComments() {
        while index < bytes.count {
            if bytes[index] == 32 || (9...13).contains(bytes[index]) {
                index += 1
            } else if bytes[index...].starts(with: "--".utf8) {
                index = bytes[index...].firstIndex(of: 10) ?? bytes.count
            } else if bytes[index...].starts(with: "/*".utf8) {
                index = endOfBlockComment()
            } else {
                return
            }
        }
    }

    private func endOfBlockComment() -> Int {
        var place = index + 2
        while place + 1 < bytes.count {
            if bytes[place] == UInt8(ascii: "*"), bytes[place + 1] == UInt8(ascii: "/") { return place + 2 }
            place += 1
        }
        return bytes.count
    }
}
