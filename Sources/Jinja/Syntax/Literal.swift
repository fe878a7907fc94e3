import BigInt

/// A constant as written in a template.
enum Literal: Sendable, Equatable {
    case none
    case bool(Bool)
    case int(Int)
    case bigInteger(BigInt)
    case float(Double)
    case string(String)

    /// The constant that a name stands for; nil for other names.
    init?(constant name: String) {
        switch name {
        case "true", "True": self = .bool(true)
        case "false", "False": self = .bool(false)
        case "none", "None": self = .none
        default: return nil
        }
    }

    /// The run-time value.
    var value: Value {
        switch self {
        case .none: .none
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(int)
        case .bigInteger(let number): .integer(number)
        case .float(let double): .float(double)
        case .string(let text): .string(text)
        }
    }

    /// An integer literal from its digits; nil past the size Python reads.
    static func integer(_ digits: some StringProtocol, radix: Int) -> Literal? {
        if let int = Int(digits, radix: radix) { return .int(int) }
        if radix == 10, digits.utf8.count > 4300 { return nil }
        return BigInt(digits, radix: radix).map { .bigInteger($0) }
    }
}
