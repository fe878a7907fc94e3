import Formats
import Jinja

/// A stand-in for dbt's PostgresColumn.
final class ColumnDouble: Object {
    private let column: String
    private let dtype: String
    private let charSize: Int?
    private let precision: Value
    private let scale: Value

    init(_ column: String, _ dtype: String, _ charSize: Int?, _ precision: Value, _ scale: Value) {
        self.column = column
        self.dtype = dtype
        self.charSize = charSize
        self.precision = precision
        self.scale = scale
    }

    convenience init(_ map: ConfigMap) {
        func number(_ name: String) -> Value { map[name]?.int.map { .int($0) } ?? .none }
        self.init(
            map["name"]?.string ?? "", map["dtype"]?.string ?? "", map["char_size"]?.int, number("numeric_precision"),
            number("numeric_scale"))
    }

    override var typeName: String { "PostgresColumn" }
    override var qualifiedTypeName: String { "dbt.adapters.postgres.column.PostgresColumn" }

    override func repr() throws -> String {
        let size = charSize.map(String.init) ?? "None"
        return "PostgresColumn(column='\(column)', dtype='\(dtype)', char_size=\(size), numeric_precision=\(try precision.repr()), "
            + "numeric_scale=\(try scale.repr()))"
    }

    override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(ColumnDouble.self) else { return nil }
        return try repr() == other.repr()
    }

    private var isString: Bool { ["text", "character varying", "character", "varchar"].contains(dtype.lowercased()) }
    private var isInteger: Bool {
        ["smallint", "integer", "bigint", "smallserial", "serial", "bigserial", "int2", "int4", "int8", "serial2", "serial4", "serial8"]
            .contains(dtype.lowercased())
    }
    private var isFloat: Bool { ["real", "float4", "float", "double precision", "float8", "double"].contains(dtype.lowercased()) }
    private var isNumeric: Bool { ["numeric", "decimal"].contains(dtype.lowercased()) }

    private func dataType() throws -> String {
        if isString {
            return "\(dtype == "character varying" || dtype.lowercased() == "text" && charSize == nil ? dtype : "character varying")"
                + size()
        }
        if isNumeric, !precision.isNone, !scale.isNone { return "\(dtype)(\(try precision.str()),\(try scale.str()))" }
        return dtype
    }

    private func size() -> String {
        if dtype.lowercased() == "text", charSize == nil { return "" }
        return "(\(charSize ?? 256))"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "column", "name": return .string(column)
        case "dtype": return .string(dtype)
        case "char_size": return charSize.map { .int($0) } ?? Value.none
        case "numeric_precision": return precision
        case "numeric_scale": return scale
        case "quoted": return .string("\"\(column)\"")
        case "data_type": return .string(try dataType())
        case "is_string": return answer(name, isString)
        case "is_integer": return answer(name, isInteger)
        case "is_float": return answer(name, isFloat)
        case "is_numeric": return answer(name, isNumeric)
        case "is_number": return answer(name, isInteger || isFloat || isNumeric)
        case "string_size":
            return .object(
                FunctionObject(name) { [self] _, _ in
                    if !isString { throw JinjaError(.compilation, "Called string_size() on non-string field!") }
                    return .int(dtype == "text" || charSize == nil ? 256 : charSize ?? 256)
                })
        case "literal":
            return .object(
                FunctionObject(name) { [self] arguments, _ in .string("\(try arguments.required(0).str())::\(try dataType())") })
        case "can_expand_to":
            return .object(
                FunctionObject(name) { [self] arguments, _ in
                    guard let other = arguments.positional.first?.object(ColumnDouble.self) else { return .bool(false) }
                    return .bool(isString && other.isString && (other.charSize ?? 256) > (charSize ?? 256))
                })
        default: return try ColumnClassDouble().attribute(name, renderer)
        }
    }

    private func answer(_ name: String, _ value: Bool) -> Value { .object(FunctionObject(name) { _, _ in .bool(value) }) }
}

/// `api.Column`.
final class ColumnClassDouble: Object {
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        .object(
            ColumnDouble(
                arguments.value(0, "column")?.text ?? "", arguments.value(1, "dtype")?.text ?? "",
                try arguments.value(2, "char_size").flatMap { $0.isNone ? nil : try $0.index() },
                arguments.value(3, "numeric_precision") ?? .none,
                arguments.value(4, "numeric_scale") ?? .none))
    }

    private static func translated(_ type: String) -> String {
        ["STRING": "TEXT", "TIMESTAMP": "TIMESTAMP", "FLOAT": "FLOAT", "INTEGER": "INT", "BOOLEAN": "BOOLEAN"][type.uppercased()] ?? type
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "translate_type":
            return .object(FunctionObject(name) { arguments, _ in .string(Self.translated(arguments.positional.first?.text ?? "")) })
        case "create":
            return .object(
                FunctionObject(name) { arguments, _ in
                    let type = arguments.value(1, "label_or_dtype")?.text ?? ""
                    return .object(ColumnDouble(arguments.value(0, "name")?.text ?? "", Self.translated(type), nil, .none, .none))
                })
        case "string_type":
            return .object(FunctionObject(name) { arguments, _ in .string("character varying(\(try arguments.required(0).str()))") })
        case "numeric_type":
            return .object(
                FunctionObject(name) { arguments, _ in
                    let parts = arguments.positional
                    if parts[1].isNone || parts[2].isNone { return .string(parts[0].text ?? "") }
                    return .string("\(try parts[0].str())(\(try parts[1].str()),\(try parts[2].str()))")
                })
        default: return nil
        }
    }
}
