import Warehouse

/// Values as SQL that both SQLite and Postgres read.
enum LedgerSQL {
    /// A text in single quotes, or `null`. What no text of a database may hold is left out.
    static func text(_ text: String?) -> String {
        guard let text else { return "null" }
        if !text.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "'") }) { return "'\(text)'" }
        return "'" + text.replacing("\0", with: "").replacing("'", with: "''") + "'"
    }

    /// A whole number, or `null`.
    static func number(_ number: Int?) -> String { number.map(String.init) ?? "null" }

    /// A number, or `null`.
    static func number(_ number: Double?) -> String {
        guard let number, number.isFinite else { return "null" }
        return "\(number)"
    }

    /// `true` or `false`.
    static func truth(_ value: Bool) -> String { value ? "true" : "false" }
}

extension SQLValue {
    /// The number of a column with numbers.
    var double: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(number)
        case .decimal(let digits): Double(digits)
        default: nil
        }
    }
}
