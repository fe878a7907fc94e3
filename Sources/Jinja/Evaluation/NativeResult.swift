/// What a native template yields from its pieces.
enum NativeResult {
    /// No piece is the empty text, one keeps its type (markers are read), several are joined with `str`.
    static func join(_ pieces: [Value]) throws -> Value {
        if pieces.isEmpty { return .string("") }
        if pieces.count > 1 {
            var text = ""
            for piece in pieces {
                text += try piece.str()
                try TextLimit.check(text.utf8.count)
            }
            return .string(text)
        }
        guard let marked = pieces[0].object(MarkedText.self) else { return pieces[0] }
        return try marked.value()
    }
}

/// A text with a note on how a native template reads it: what `as_text`, `as_native`, `as_bool`, `as_number` give.
public final class MarkedText: Object {
    /// How the text is read when it is the only piece.
    public enum Marker: Sendable {
        /// Stays text.
        case text
        /// A Python literal, or the text where it is none.
        case native
        /// A literal that must be a boolean.
        case bool
        /// A literal that must be a number.
        case number
    }

    /// The text.
    public let text: String
    /// How it is read.
    public let marker: Marker

    /// A text with its marker.
    public init(_ text: String, _ marker: Marker) {
        self.text = text
        self.marker = marker
    }

    public override var typeName: String {
        switch marker {
        case .text: "TextMarker"
        case .native: "NativeMarker"
        case .bool: "BoolMarker"
        case .number: "NumberMarker"
        }
    }
    public override var length: Int? { text.scalarCount }
    public override var isSequence: Bool { true }
    public override func string() throws -> String { text }
    public override func repr() throws -> String { TextRepr.repr(text) }
    public override func makeIterator() throws -> ValueIterator? { ScalarIterator(text) }
    public override func contains(_ needle: Value) throws -> Bool? { try Value.string(text).contains(needle) }
    public override func isEqual(to other: Value) throws -> Bool? { other.text.map { sameText(text, $0) } }
    public override func hash(into hasher: inout Hasher) throws { text.hashBytes(into: &hasher) }
    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { text.item(key) }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard let other = other.text else { return nil }
        return ordering.holds(reflected ? orderOfText(other, text) : orderOfText(text, other))
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        reflected ? try other.applying(operation, .string(text)) : try Value.string(text).applying(operation, other)
    }

    public override func method(_ name: String) -> Method? {
        AllMethods.string(name).map { method in
            Method(name) { receiver, arguments, renderer in
                try method.function(.string(receiver.text ?? ""), arguments, renderer)
            }
        }
    }

    /// The value the marker asks for. Throws dbt's rendering error where the text is no bool or number.
    func value() throws -> Value {
        if case .text = marker { return .string(text) }
        let result = PythonLiteral.read(text) ?? .string(text)
        switch (marker, result) {
        case (.bool, .bool), (.number, .int), (.number, .float), (.native, _), (.text, _): return result
        case (.bool, _): throw JinjaError(.compilation, "Could not convert value '\(text)' into type 'bool'")
        case (.number, .object(let object)) where object is BigInteger: return result
        case (.number, _): throw JinjaError(.compilation, "Could not convert value '\(text)' into type 'number'")
        }
    }
}
