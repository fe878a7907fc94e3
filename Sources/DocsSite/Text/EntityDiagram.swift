/// Tables with their columns and what they refer to, as an `erDiagram` of Mermaid's.
struct EntityDiagram {
    /// The tables in order.
    let tables: [SchemaTable]
    /// Whether columns that are no part of a key or reference are left out.
    var keysOnly = false

    /// The diagram as text; empty without tables.
    var text: String {
        guard !tables.isEmpty else { return "" }
        let names = Self.names(of: tables)
        var referred: [String: Set<String>] = [:]
        for reference in tables.flatMap(\.keys.references) { referred[reference.table, default: []].formUnion(reference.targets) }
        var text = "erDiagram\n"
        for table in tables { text += entity(table, names[table.id] ?? "", referred[table.id] ?? []) }
        for table in tables {
            for reference in table.keys.references {
                guard let from = names[table.id], let to = names[reference.table] else { continue }
                let child = table.isUnique(reference.columns) ? "|o" : "}o"
                let parent = table.isRequired(reference.columns) ? "||" : "o|"
                text += "    \(from) \(child)--\(parent) \(to) : \"\(Self.words(reference.columns.joined(separator: ", ")))\"\n"
            }
        }
        return text
    }

    private func entity(_ table: SchemaTable, _ name: String, _ referred: Set<String>) -> String {
        let referring = Set(table.keys.references.flatMap(\.columns))
        let primary = Set(table.keys.primary)
        let unique = Set(table.keys.unique.filter { $0.count == 1 }.joined())
        var lines = ""
        for column in table.presentColumns {
            let marks = [("PK", primary), ("FK", referring), ("UK", unique)].filter { $0.1.contains(column.name) }.map(\.0)
            guard !keysOnly || !marks.isEmpty || referred.contains(column.name) else { continue }
            let word = Self.word(column.name)
            var line = "        \(Self.word(column.shownType)) \(word)"
            if !marks.isEmpty { line += " " + marks.joined(separator: ", ") }
            if word != column.name { line += " \"\(Self.comment(column.name))\"" }
            lines += line + "\n"
        }
        return lines.isEmpty ? "    \(name)\n" : "    \(name) {\n\(lines)    }\n"
    }

    /// Words that Mermaid reads as something of its own where the name of a table stands.
    private static let reserved: Set = [
        "erdiagram", "style", "class", "classdef", "subgraph", "end", "one", "many", "only", "zero", "to", "optionally", "direction",
        "title",
        "acctitle", "accdescr", "u", "o",
    ]

    /// The name of each table in the diagram by unique id: unlike all others, in quotation marks where it is no plain word.
    private static func names(of tables: [SchemaTable]) -> [String: String] {
        var names: [String: String] = [:]
        var used: Set<String> = []
        for table in tables {
            let base = words(table.name)
            var name = base
            var number = 2
            while !used.insert(name.lowercased()).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            let isPlain =
                name.utf8.allSatisfy { PageText.isAlphanumeric($0) || $0 == UInt8(ascii: "_") } && !reserved.contains(name.lowercased())
                && !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
            names[table.id] = isPlain ? name : "\"\(name)\""
        }
        return names
    }

    /// A text that may stand in quotation marks: white space becomes `_`, what Mermaid reads there `-`.
    private static func words(_ text: String) -> String {
        var result = ""
        for scalar in PageText.lines(text).unicodeScalars {
            if scalar.properties.isWhitespace {
                // Behind a comma nothing is made of it.
                result += result.hasSuffix(",") ? " " : "_"
            } else {
                result.unicodeScalars.append("\"%\\#;<>&`".unicodeScalars.contains(scalar) ? "-" : scalar)
            }
        }
        return result.isEmpty ? "-" : result
    }

    /// A name or type as one word of letters, digits, `_`, brackets and parentheses.
    private static func word(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isKept =
                scalar.isASCII
                ? PageText.isWord(UInt8(truncatingIfNeeded: scalar.value)) || "()[]".unicodeScalars.contains(scalar)
                : scalar.properties.isAlphabetic && (0xC0...0xFFFF).contains(scalar.value)
            result.unicodeScalars.append(isKept ? scalar : "_")
        }
        let start = result.unicodeScalars.first
        let isMark = ["pk", "fk", "uk"].contains { mark in
            let next = result.unicodeScalars.dropFirst(2).first
            return result.lowercased().hasPrefix(mark) && next.map { !$0.isASCII || "()[]".unicodeScalars.contains($0) } ?? true
        }
        let isLetter = start.map { $0 == "_" || $0.properties.isAlphabetic } ?? false
        return isLetter && !isMark ? result : "_" + result
    }

    private static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(PageText.oneLine(text).unicodeScalars.map { "\"%#<>".unicodeScalars.contains($0) ? "-" : $0 }))
    }
}
