import Jinja
import Warehouse

extension AdapterObject {
    /// Methods that write constraints as DDL.
    static let constraintMethods: [Method] = [
        Method("render_raw_columns_constraints", Signature("raw_columns")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            guard let columns: DictObject = arguments.value(0).object() else { return .object(ListObject()) }
            return .object(
                ListObject(
                    try columns.values.compactMap { value in
                        try value.object(DictObject.self).map { .string(try adapter.columnDefinition($0)) }
                    }))
        },
        Method("render_raw_model_constraints", Signature("raw_constraints")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            return .object(
                ListObject(
                    try arguments.value(0).elements().compactMap { value in
                        guard let raw: DictObject = value.object() else { return nil }
                        return try adapter.rendered(raw) { try ModelConstraint($0).definition }.map(Value.string)
                    }))
        },
    ]

    private func columnDefinition(_ column: DictObject) throws -> String {
        let name = try column["name"]?.str() ?? ""
        let quoted = try column["quote"]?.isTrue() ?? false
        var parts = [(quoted ? context.world.adapter.dialect.quote(name) : name) + " " + (try column["data_type"]?.str() ?? "")]
        for value in try column["constraints"]?.elements() ?? [] {
            guard let raw: DictObject = value.object() else { continue }
            if let text = try rendered(raw, { try ModelConstraint($0).columnDefinition }) { parts.append(text) }
        }
        return parts.joined(separator: " ")
    }

    /// The constraint's text, or nil where the engine cannot take it; warns as dbt does.
    private func rendered(_ raw: DictObject, _ write: (DictObject) throws -> String?) throws -> String? {
        let word = try raw["type"]?.str() ?? ""
        if word == "custom" { return try write(raw) }
        guard let kind = ConstraintKind(rawValue: word) else {
            throw RaisedError("Validation Error", "Could not parse constraint: \(try raw.repr())")
        }
        let dialect = context.world.adapter.dialect
        let support = dialect.constraints[kind] ?? .notSupported
        if support == .notSupported, try raw["warn_unsupported"]?.isTrue() ?? true {
            try context.world.output.warn(.unsupportedConstraint(word, dialect.name), node: context.nodeID)
        }
        if support == .notEnforced, try raw["warn_unenforced"]?.isTrue() ?? true {
            try context.world.output.warn(.unenforcedConstraint(word, dialect.name), node: context.nodeID)
        }
        return support == .notSupported ? nil : try write(raw)
    }
}

/// A constraint from a properties file.
private struct ModelConstraint {
    private let kind: String
    private let name: String?
    private let expression: String?
    private let columns: [String]
    private let target: String?
    private let targetColumns: [String]

    init(_ raw: DictObject) throws {
        func texts(_ key: String) throws -> [String] {
            guard let value = raw[key], !value.isNone else { return [] }
            return try value.elements().map { try $0.str() }
        }
        func text(_ key: String) -> String? { raw[key]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        kind = text("type") ?? ""
        name = text("name")
        expression = text("expression")
        columns = try texts("columns")
        target = text("to")
        targetColumns = try texts("to_columns")
    }

    /// Behind a column's name and type; nil where nothing is written.
    var columnDefinition: String? {
        let tail = expression.map { " " + $0 } ?? ""
        switch kind {
        case "check": return expression.map { "check (\($0))" }
        case "not_null": return "not null" + tail
        case "unique": return "unique" + tail
        case "primary_key": return "primary key" + tail
        case "foreign_key":
            if let target, !targetColumns.isEmpty { return "references \(target) (\(targetColumns.joined(separator: ", ")))" }
            return expression.map { "references \($0)" }
        case "custom": return expression
        default: return nil
        }
    }

    /// As an entry of its own in `create table`; nil where nothing is written.
    var definition: String? {
        let prefix = name.map { "constraint \($0) " } ?? ""
        let list = columns.joined(separator: ", ")
        let middle = expression.map { " " + $0 } ?? ""
        switch kind {
        case "check": return expression.map { "\(prefix)check (\($0))" }
        case "unique": return "\(prefix)unique\(middle) (\(list))"
        case "primary_key": return "\(prefix)primary key\(middle) (\(list))"
        case "foreign_key":
            if let target, !targetColumns.isEmpty {
                return "\(prefix)foreign key (\(list)) references \(target) (\(targetColumns.joined(separator: ", ")))"
            }
            return expression.map { "\(prefix)foreign key (\(list)) references \($0)" }
        case "custom": return expression.map { prefix + $0 }
        default: return nil
        }
    }
}
