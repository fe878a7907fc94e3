import BigInt

/// A `decimal.Decimal` value: what query results hold for numeric columns.
public final class DecimalObject: Object {
    /// The number.
    public let number: DecimalNumber

    /// A decimal value.
    public init(_ number: DecimalNumber) { self.number = number }

    /// A decimal from text (`1.50`), or nil where the text is no number.
    public convenience init?(_ text: String) {
        guard let number = DecimalNumber(text) else { return nil }
        self.init(number)
    }

    public override var typeName: String { "decimal.Decimal" }
    public override func string() throws -> String { number.text }
    public override func repr() throws -> String { "Decimal('\(number.text)')" }
    public override var isTrue: Bool { !number.isZero }
    public override var isUnequalToItself: Bool { number.kind == .nan }

    /// The number behind a value that a Decimal can be compared with: Decimal, int, and float where `floats`.
    static func number(_ value: Value, floats: Bool) -> DecimalNumber? {
        if let decimal = value.object(DecimalObject.self) { return decimal.number }
        if let integer = value.bigInteger { return DecimalNumber(integer) }
        if floats, case .float(let double) = value { return DecimalNumber(double) }
        return nil
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = Self.number(other, floats: true) else { return nil }
        return try number.compared(to: other) == 0
    }

    public override func compare(to other: Value) throws -> Int? {
        guard let other = Self.number(other, floats: true) else { return nil }
        guard let order = try number.compared(to: other) else { throw DecimalNumber.invalid() }
        return order
    }

    public override func hash(into hasher: inout Hasher) throws {
        let double = number.double
        if number.kind == .finite, try DecimalNumber(double).compared(to: number) == 0 {
            try Value.float(double).hash(into: &hasher)
        } else if number.kind == .finite, number.exponent >= -30, number.exponent < 400,
            try DecimalNumber(number.truncated()).compared(to: number) == 0
        {
            try Value.integer(number.truncated()).hash(into: &hasher)
        } else {
            hasher.combine(number.kind == .finite ? try number.normalized().text : number.text)
        }
    }

    public override func unary(negated: Bool) throws -> Value? {
        .object(DecimalObject(negated ? try number.negated() : try number.isZero ? number.signed(false).fitted() : number.fitted()))
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        guard let other = Self.number(other, floats: false) else { return nil }
        let left = reflected ? other : number
        let right = reflected ? number : other
        return .object(DecimalObject(try Self.result(operation, left, right)))
    }

    private static func result(_ operation: BinaryOperation, _ left: DecimalNumber, _ right: DecimalNumber) throws -> DecimalNumber {
        switch operation {
        case .add: try left.adding(right)
        case .subtract: try left.subtracting(right)
        case .multiply: try left.multiplied(by: right)
        case .divide: try left.divided(by: right)
        case .floorDivide: try left.floorDivided(by: right)
        case .modulo: try left.dividedWithRemainder(by: right).remainder
        case .power: try left.raised(to: right)
        }
    }

    /// `round(self)`: an int; `round(self, digits)`: a Decimal.
    func rounded(_ digits: Int?) throws -> Value {
        guard let digits else {
            if number.kind != .finite {
                return .integer(try number.truncated())
            }
            return .integer(try number.rounded(toExponent: 0, .halfEven).truncated())
        }
        let (exponent, overflow) = Int(0).subtractingReportingOverflow(digits)
        if overflow { throw JinjaError(.overflow, "Python int too large to convert to C ssize_t") }
        return .object(
            DecimalObject(try number.quantized(like: DecimalNumber(isNegative: false, coefficient: 1, exponent: exponent), .halfEven)))
    }

    /// Whether the number is a value of the math that `is number` and friends ask for; always.
    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "real": .object(self)
        case "imag": .object(DecimalObject(DecimalNumber(BigInt(0))))
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { DecimalMethods.all[name] }
}
