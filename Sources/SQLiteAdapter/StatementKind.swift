/// What the first word of a statement says about transactions.
enum StatementKind: Equatable {
    /// `INSERT`, `UPDATE`, `DELETE`, `REPLACE`: Python's sqlite3 opens a transaction before them and counts their rows.
    case change
    /// `BEGIN`.
    case begin
    /// `COMMIT` and `END`.
    case commit
    /// `ROLLBACK` of the whole transaction.
    case rollback
    /// `SAVEPOINT`.
    case savepoint
    /// `VACUUM`, `ATTACH`, `DETACH`, `PRAGMA`: never inside a transaction that was not already begun.
    case session
    /// Everything else.
    case other

    /// The kind of the statement that a text begins with; comments before it do not count.
    init(_ sql: UnsafeBufferPointer<UInt8>) {
        var reader = WordReader(sql)
        switch reader.next() {
        case "insert", "update", "delete", "replace": self = .change
        case "begin": self = .begin
        case "commit", "end": self = .commit
        case "rollback":
            // ROLLBACK [TRANSACTION] TO name keeps the transaction.
            var word = reader.next()
            if word == "transaction" { word = reader.next() }
            self = word == "to" ? .other : .rollback
        case "savepoint": self = .savepoint
        case "vacuum", "attach", "detach", "pragma": self = .session
        default: self = .other
        }
    }
}

/// Reads leading words of a statement, in lower case, over white space and comments.
private struct WordReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> String {
        skipBlanks()
        let start = index
        while index < text.count, isLetter(text[index]) { index += 1 }
        return String(decoding: text[start..<index], as: UTF8.self).lowercased()
    }

    private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") }

    private func byte(_ position: Int) -> UInt8 { position < text.count ? text[position] : 0 }

    private mutating func skipBlanks() {
        while index < text.count {
            switch (byte(index), byte(index + 1)) {
            case (UInt8(ascii: " "), _), (9...13, _): index += 1
            case (UInt8(ascii: "-"), UInt8(ascii: "-")):
                while index < text.count, text[index] != 10 { index += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                index += 2
                while index < text.count, !(text[index] == UInt8(ascii: "*") && byte(index + 1) == UInt8(ascii: "/")) { index += 1 }
                index = min(index + 2, text.count)
            default: return
            }
        }
    }
}
