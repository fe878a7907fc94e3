public import Jinja
public import Warehouse

/// A column of a relation as templates see it.
public final class ColumnObject: Object {
    /// The column.
    public let column: Column

    /// Wraps a column.
    public init(_ column: Column) { self.column = column }

    public override var typeName: String { column.flavor == .postgres ? "PostgresColumn" : "Column" }
    public override func repr() throws -> String { "<\(typeName) \(column.name) (\(column.dataType))>" }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine(column) }
    public override func isEqual(to other: Value) throws -> Bool? {
        other.object(ColumnObject.self).map { $0.column == column } ?? false
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "name", "column": .string(column.name)
        case "dtype": .string(column.dtype)
        case "data_type", "expanded_data_type": .string(column.dataType)
        case "quoted": .string(column.quoted)
        case "char_size": column.charSize.map(Value.int) ?? Value.none
        case "numeric_precision": column.numericPrecision.map(Value.int) ?? Value.none
        case "numeric_scale": column.numericScale.map(Value.int) ?? Value.none
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { Self.methods[name] ?? ColumnClassObject.methods(column.flavor)[name] }

    private static func column(_ receiver: Value) throws -> Column {
        guard let object: ColumnObject = receiver.object() else { throw JinjaError(.type, "a column is required") }
        return object.column
    }

    private static func test(_ name: String, _ answer: @escaping @Sendable (Column) -> Bool) -> Method {
        Method(name, Signature()) { receiver, _, _ in .bool(answer(try column(receiver))) }
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            test("is_string", \.isString), test("is_number", \.isNumber), test("is_numeric", \.isNumeric),
            test("is_integer", \.isInteger), test("is_float", \.isFloat),
            Method("string_size", Signature()) { receiver, _, _ in .int(try column(receiver).stringSize()) },
            Method("can_expand_to", Signature("other_column")) { receiver, arguments, _ in
                .bool(try column(receiver).canExpand(to: column(arguments.value(0))))
            },
            Method("literal", Signature("value")) { receiver, arguments, _ in
                .string(try column(receiver).literal(arguments.value(0).str()))
            },
        ].map { ($0.name, $0) })
}

/// `api.Column`: makes columns.
final class ColumnClassObject: Object {
    private let flavor: Column.Flavor

    /// The class of an adapter's columns.
    init(_ flavor: Column.Flavor) { self.flavor = flavor }

    override var typeName: String { "type" }
    override var isCallable: Bool { true }
    override func repr() throws -> String { "<class '\(flavor == .postgres ? "PostgresColumn" : "Column")'>" }
    override func method(_ name: String) -> Method? { Self.methods(flavor)[name] }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let signature = Signature("column", "dtype", "char_size=", "numeric_precision=", "numeric_scale=")
        let bound = try signature.bind(arguments, function: "Column.__init__")
        let numbers = try (2..<5).map { index in
            let value = bound.value(index)
            return value.isNone ? nil : try value.wholeNumber()
        }
        return .object(
            ColumnObject(
                Column(
                    name: try bound.value(0).str(), dtype: try bound.value(1).str(), charSize: numbers[0], numericPrecision: numbers[1],
                    numericScale: numbers[2], flavor: flavor)))
    }

    /// The class methods, on the class and on every column.
    static func methods(_ flavor: Column.Flavor) -> [String: Method] {
        [
            "create": Method("create", Signature("name", "label_or_dtype")) { _, arguments, _ in
                .object(ColumnObject(Column.create(try arguments.value(0).str(), try arguments.value(1).str(), flavor: flavor)))
            },
            "from_description": Method("from_description", Signature("name", "raw_data_type")) { _, arguments, _ in
                .object(
                    ColumnObject(
                        try Column.fromDescription(try arguments.value(0).str(), try arguments.value(1).str(), flavor: flavor)))
            },
            "translate_type": Method("translate_type", Signature("dtype")) { _, arguments, _ in
                .string(Column.translateType(try arguments.value(0).str()))
            },
            "string_type": Method("string_type", Signature("size")) { _, arguments, _ in
                .string(Column.stringType(try arguments.int(0)))
            },
            "numeric_type": Method("numeric_type", Signature("dtype", "precision", "scale")) { _, arguments, _ in
                let numbers = try (1..<3).map { arguments.value($0).isNone ? nil : try arguments.int($0) }
                return .string(Column.numericType(try arguments.value(0).str(), precision: numbers[0], scale: numbers[1]))
            },
        ]
    }
}

extension Value {
    /// The whole number behind an int, or behind a decimal that a catalog query gave. Throws a TypeError for other types.
    func wholeNumber() throws -> Int {
        if let number = Int(try str()) { return number }
        return try index()
    }
}
