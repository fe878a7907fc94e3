internal import BigInt

extension BigInteger {
    /// The integer that decimal digits with an optional sign name; nil for anything else.
    public static func value(digits: String) -> Value? { BigInt(digits).map { Value.integer($0) } }
}
