/// A text that counts as safe HTML (`tojson`, `escape`, `safe`): behaves as a str, and escapes what it is joined with.
public final class Markup: Object {
    /// The text.
    public let text: String

    /// A safe text, taken as it is.
    public init(_ text: String) { self.text = text }

    /// A value escaped: Markup stays as it is, everything else is turned to text and its `& < > ' "` written as entities.
    public static func escape(_ value: Value) throws -> Markup {
        if let markup = value.object(Markup.self) { return markup }
        return Markup(escape(text: try value.str()))
    }

    /// A text with `& < > ' "` written as entities.
    public static func escape(text: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): out += Array("&amp;".utf8)
            case UInt8(ascii: "<"): out += Array("&lt;".utf8)
            case UInt8(ascii: ">"): out += Array("&gt;".utf8)
            case UInt8(ascii: "'"): out += Array("&#39;".utf8)
            case UInt8(ascii: "\""): out += Array("&#34;".utf8)
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    public override var typeName: String { "Markup" }
    public override var qualifiedTypeName: String { "markupsafe.Markup" }
    public override var isTrue: Bool { !text.isEmpty }
    public override var length: Int? { text.scalarCount }
    public override var isSequence: Bool { true }
    public override func string() throws -> String { text }
    public override func repr() throws -> String { "Markup(" + TextRepr.repr(text) + ")" }
    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        text.item(key).flatMap { $0.text }.map { .object(Markup($0)) }
    }
    public override func makeIterator() throws -> ValueIterator? { ScalarIterator(text) }
    public override func contains(_ needle: Value) throws -> Bool? { try Value.string(text).contains(needle) }

    public override func isEqual(to other: Value) throws -> Bool? { other.text.map { sameText(text, $0) } }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard let other = other.text else { return nil }
        return ordering.holds(reflected ? orderOfText(other, text) : orderOfText(text, other))
    }

    public override func hash(into hasher: inout Hasher) throws { text.hashBytes(into: &hasher) }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        switch operation {
        case .add:
            guard other.text != nil || other.object()?.hasMarkup == true else { return nil }
            let escaped = try Markup.escape(other).text
            return .object(Markup(reflected ? escaped + text : text + escaped))
        case .multiply:
            guard let times = try other.repeatCount(of: text.utf8.count, elementSize: 1) else { return nil }
            return .object(Markup(String(repeating: text, count: times)))
        case .modulo where !reflected:
            return try AllMethods.formatMarkup(self, other)
        default: return nil
        }
    }

    public override func method(_ name: String) -> Method? { AllMethods.markup(name) }
}

extension Value {
    fileprivate func object() -> Object? {
        if case .object(let object) = self { return object }
        return nil
    }
}
