/// A complex number: what a negative number to a fractional power is in Python. It prints, compares and adds; nothing more is asked of it.
public final class ComplexNumber: Object {
    /// The real part.
    public let real: Double
    /// The imaginary part.
    public let imaginary: Double

    /// A number from its parts.
    public init(_ real: Double, _ imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    public override var typeName: String { "complex" }
    public override var isTrue: Bool { real != 0 || imaginary != 0 }

    public override func repr() throws -> String {
        let text = Self.short(imaginary) + "j"
        if real == 0, real.sign == .plus { return text }
        return "(" + Self.short(real) + (imaginary.sign == .minus || imaginary.isNaN ? "" : "+") + text + ")"
    }

    private static func short(_ value: Double) -> String {
        let text = FloatText.repr(value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func read(_ value: Value) -> ComplexNumber? {
        value.object(ComplexNumber.self) ?? value.double.map { ComplexNumber($0, 0) }
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        Self.read(other).map { $0.real == real && $0.imaginary == imaginary }
    }

    public override func hash(into hasher: inout Hasher) throws {
        if imaginary == 0 { return try Value.float(real).hash(into: &hasher) }
        hasher.combine(real)
        hasher.combine(imaginary)
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "real": .float(real)
        case "imag": .float(imaginary)
        default: nil
        }
    }

    public override func unary(negated: Bool) throws -> Value? {
        negated ? .object(ComplexNumber(-real, -imaginary)) : .object(self)
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        guard let other = Self.read(other) else { return nil }
        let (a, b) = reflected ? (other, self) : (self, other)
        switch operation {
        case .add: return .object(ComplexNumber(a.real + b.real, a.imaginary + b.imaginary))
        case .subtract: return .object(ComplexNumber(a.real - b.real, a.imaginary - b.imaginary))
        case .multiply:
            return .object(
                ComplexNumber(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real))
        case .divide:
            let size = b.real * b.real + b.imaginary * b.imaginary
            if size == 0 { throw JinjaError(.zeroDivision, "complex division by zero") }
            return .object(
                ComplexNumber(
                    (a.real * b.real + a.imaginary * b.imaginary) / size, (a.imaginary * b.real - a.real * b.imaginary) / size))
        case .floorDivide, .modulo, .power: return nil
        }
    }
}
