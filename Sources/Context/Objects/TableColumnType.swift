import Jinja

/// The type agate finds for a column from its values: what `column.data_type` is.
enum TableColumnType: String {
    case integer = "Integer"
    case number = "Number"
    case date = "Date"
    case dateTime = "DateTime"
    case boolean = "Boolean"
    case text = "Text"

    /// The type of a column's values; one without values counts as integers, as in dbt.
    init(of values: some Sequence<Value>) {
        var found: TableColumnType?
        for value in values {
            guard let type = Self.type(of: value), type != found else { continue }
            switch (found, type) {
            case (nil, _), (.integer, .number): found = type
            case (.number, .integer): break
            default:
                self = .text
                return
            }
        }
        self = found ?? .integer
    }

    private static func type(of value: Value) -> TableColumnType? {
        switch value {
        case .none, .undefined: nil
        case .bool: .boolean
        case .int: .integer
        case .float: .number
        case .string: .text
        case .object(let object):
            if object is DecimalObject {
                .number
            } else if object is DatetimeObject {
                .dateTime
            } else if object is DateObject {
                .date
            } else {
                value.bigInteger == nil ? .text : .integer
            }
        }
    }
}

/// `column.data_type` as a value.
final class TableColumnTypeObject: Object {
    private let type: TableColumnType

    /// Wraps a type.
    init(_ type: TableColumnType) { self.type = type }

    override var typeName: String { type.rawValue }
    override var qualifiedTypeName: String {
        switch type {
        case .integer, .number: "dbt_common.clients.agate_helper.\(type.rawValue)"
        case .dateTime: "agate.data_types.date_time.DateTime"
        case .date, .boolean, .text: "agate.data_types.\(type.rawValue.lowercased()).\(type.rawValue)"
        }
    }
    override func repr() throws -> String { "<\(qualifiedTypeName) object>" }
    override func method(_ name: String) -> Method? { Self.methods[name] }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("jsonify", Signature("d")) { receiver, arguments, renderer in
                let value = arguments.value(0)
                guard let type = receiver.object(TableColumnTypeObject.self)?.type, !value.isNone else { return .none }
                switch type {
                case .integer, .boolean: return value
                case .number: return value.double.map(Value.float) ?? value
                case .date, .dateTime: return try isoText(value, renderer)
                case .text: return .string(try value.str())
                }
            },
            Method("csvify", Signature("d")) { receiver, arguments, renderer in
                let value = arguments.value(0)
                guard let type = receiver.object(TableColumnTypeObject.self)?.type, !value.isNone else { return .none }
                return type == .date || type == .dateTime ? try isoText(value, renderer) : .string(try value.str())
            },
        ].map { ($0.name, $0) })

    private static func isoText(_ value: Value, _ renderer: Renderer) throws -> Value {
        guard let method = try renderer.pythonAttribute("isoformat", of: value) else { return .string(try value.str()) }
        return try renderer.call(method, Arguments([]))
    }
}
