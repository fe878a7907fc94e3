import Diagnostics
import Warehouse

/// What an engine found wrong with a statement, in words that are the same for all engines where they mean the same.
struct SQLMistake {
    /// What kind of mistake it is.
    enum Kind: String {
        case unknownColumn = "check-unknown-column"
        case unknownTable = "check-unknown-table"
        case unknownFunction = "check-unknown-function"
        case ambiguousName = "check-ambiguous-name"
        case wrongArguments = "check-wrong-arguments"
        case typeMismatch = "check-type-mismatch"
        case unionWidth = "check-union-width"
        case grouping = "check-grouping"
        case position = "check-position"
        case duplicateName = "check-duplicate-name"
        case syntax = "check-syntax"
        case other = "check-sql"
    }

    /// What kind of mistake it is.
    let kind: Kind
    /// One short sentence.
    let message: String
    /// The name it is about, as the engine gave it; nil for none.
    let name: String?
    /// What the engine itself advises; nil for nothing.
    let hint: String?

    /// The id of the message about it.
    var id: DiagnosticID { DiagnosticID(kind.rawValue) }

    /// Reads an engine's error; nil for one that says nothing about the statement: a lost connection, a lock, a full disk.
    init?(_ error: WarehouseError) {
        guard error.kind == .sql else { return nil }
        let lines = error.message.split(separator: "\n")
        let first = String(lines.first ?? "")
        hint = lines.first { $0.hasPrefix("HINT:") }.map { String($0.dropFirst("HINT:".count)).trimmedSpaces }
        if let state = error.sqlState {
            guard let kind = Self.kind(ofState: state, first) else { return nil }
            self.kind = kind
            message = first
            name = Self.name(in: first)
        } else {
            let reading = Self.reading(first)
            (kind, message, name) = (reading.kind, reading.message, reading.name)
        }
    }

    // MARK: Engines with states of the SQL standard

    private static func kind(ofState state: String, _ message: String) -> Kind? {
        switch state {
        case "42703": return .unknownColumn
        case "42P01", "3F000": return .unknownTable
        case "42702", "42725", "42P09": return .ambiguousName
        case "42883": return message.hasPrefix("operator") ? .typeMismatch : .unknownFunction
        case "42804", "42846", "22P02", "22007", "22008", "42P18", "42704": return .typeMismatch
        case "42803", "42P20": return .grouping
        case "42P10": return .position
        case "42701", "42712", "42P07": return .duplicateName
        case "42601":
            if message.contains("must have the same number of columns") || message.contains("must all be the same length") {
                return .unionWidth
            }
            return message.contains("syntax error") || message.hasPrefix("unterminated") ? .syntax : .other
        // No right to look: nothing is known.
        case "42501": return nil
        default: return ["0A", "22", "42", "21", "2F", "38", "39"].contains(String(state.prefix(2))) ? .other : nil
        }
    }

    /// The name a message is about: `column "x" does not exist`, `column o.x does not exist`, `relation "x" does not exist`.
    private static func name(in message: String) -> String? {
        for word in ["table name ", "query name ", "column ", "relation ", "function ", "type ", "schema ", "column reference "] {
            guard let range = message.firstRange(of: word) else { continue }
            let rest = message[range.upperBound...]
            if rest.hasPrefix("\"") { return rest.dropFirst().firstIndex(of: "\"").map { String(rest[..<$0].dropFirst()) } }
            if rest.hasPrefix("reference ") { continue }
            return String(rest.prefix { $0 != " " && $0 != "(" })
        }
        return nil
    }

    // MARK: Engines that speak in words alone

    private static func reading(_ text: String) -> (kind: Kind, message: String, name: String?) {
        for (prefix, kind, subject) in prefixes where text.hasPrefix(prefix) {
            let name = text.dropFirst(prefix.count).filter { $0 != "'" }
            if kind == .duplicateName { return (kind, text, name) }
            return (kind, kind == .ambiguousName ? "column \(name) is ambiguous" : "\(subject) \(name) does not exist", name)
        }
        if text.hasPrefix("wrong number of arguments") { return (.wrongArguments, text, called(in: text)) }
        if text.hasPrefix("SELECTs to the left and right of") || text.hasPrefix("all VALUES must have") { return (.unionWidth, text, nil) }
        if text.contains("syntax error") || text.hasPrefix("incomplete input") || text.hasPrefix("unrecognized token") {
            return (.syntax, text, nil)
        }
        if text.hasPrefix("cannot join using column ") { return (.unknownColumn, text, String(text.dropFirst(25).prefix { $0 != " " })) }
        if text.contains("BY term") { return (.position, text, nil) }
        if text.hasPrefix("misuse of") || text.contains("GROUP BY") { return (.grouping, text, called(in: text)) }
        return (.other, text, nil)
    }

    private static let prefixes: [(String, Kind, String)] = [
        ("no such column: ", .unknownColumn, "column"), ("no such table: ", .unknownTable, "relation"),
        ("no such function: ", .unknownFunction, "function"), ("ambiguous column name: ", .ambiguousName, ""),
        ("duplicate WITH table name: ", .duplicateName, ""), ("no such table column: ", .unknownColumn, "column"),
        ("unknown database ", .unknownTable, "schema"),
    ]

    /// The function in a message: the word before `()`.
    private static func called(in text: String) -> String? {
        text.firstRange(of: "()").map { end in
            String(text[..<end.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
        }
    }
}

extension String {
    /// The text without spaces around it.
    fileprivate var trimmedSpaces: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
