/// dbt's own filters. The `as_*` filters mark a value for native rendering; in text they give back what they got.
enum DbtFilters {
    static let all: [Filter] = [
        marker("as_text", .text), marker("as_native", .native), marker("as_bool", .bool), marker("as_number", .number),
        Filter("is_list") { value, _, _ in .bool(value.object(ListObject.self) != nil) },
    ]

    private static func marker(_ name: String, _ kind: NativeMarker.Kind) -> Filter {
        Filter(name) { value, _, renderer in
            renderer.isNative ? .object(NativeMarker(try value.str(), kind)) : value
        }
    }
}

/// A text with a note on how native rendering is to read it. It behaves as text wherever it is used before.
public final class NativeMarker: Object {
    /// What the text is to become.
    public enum Kind: Sendable {
        /// Stays text.
        case text
        /// The Python literal it spells, or text.
        case native
        /// A bool, or an error.
        case bool
        /// A number, or an error.
        case number
    }

    /// The text.
    public let text: String
    /// What it is to become.
    public let kind: Kind

    /// Marks a text.
    public init(_ text: String, _ kind: Kind) {
        self.text = text
        self.kind = kind
    }

    public override var typeName: String {
        switch kind {
        case .text: "TextMarker"
        case .native: "NativeMarker"
        case .bool: "BoolMarker"
        case .number: "NumberMarker"
        }
    }
    public override var isTrue: Bool { !text.isEmpty }
    public override var length: Int? { text.scalarCount }
    public override var isSequence: Bool { true }
    public override func string() throws -> String { text }
    public override func repr() throws -> String { TextRepr.repr(text) }
    public override func makeIterator() throws -> ValueIterator? { ScalarIterator(text) }
    public override func contains(_ needle: Value) throws -> Bool? { try Value.string(text).contains(needle) }
    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { text.item(key) }
    public override func isEqual(to other: Value) throws -> Bool? { other.text.map { sameText(text, $0) } }
    public override func hash(into hasher: inout Hasher) throws { text.hashBytes(into: &hasher) }
    public override func method(_ name: String) -> Method? { AllMethods.string(name) }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard let other = other.text else { return nil }
        return ordering.holds(reflected ? orderOfText(other, text) : orderOfText(text, other))
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        let plain = Value.string(text)
        return reflected ? try other.applying(operation, plain) : try plain.applying(operation, other)
    }
}
