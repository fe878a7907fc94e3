/// A semantic version with the sign that a requirement puts before it: `>=1.2.0`, `=1.0.0-rc1`. Without a sign it means exactly that version.
public struct VersionSpecifier: Sendable, Equatable {
    /// How a version is meant.
    public enum Sign: String, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case exact = "="

        var isLower: Bool { self == .atLeast || self == .above }
        var isUpper: Bool { self == .atMost || self == .below }
    }

    /// A text that is no semantic version.
    public struct BadVersion: Error {
        /// The text.
        public let text: String
        /// dbt's words for it.
        public var message: String { "\"\(text)\" is not a valid semantic version." }
    }

    /// The sign.
    public let sign: Sign
    /// Major, minor and patch as digits: they may be longer than any integer.
    private let numbers: [String]
    /// What follows the numbers: `rc1`; nil for a release.
    public let prerelease: String?
    private let build: String?

    /// Reads a version. Throws `BadVersion`.
    public init(_ text: String) throws(BadVersion) {
        var rest = Substring(text)
        let sign = Sign.allCases.first { rest.hasPrefix($0.rawValue) }
        rest = rest.dropFirst(sign?.rawValue.count ?? 0)
        self.sign = sign ?? .exact
        let plus = rest.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let dots = plus[0].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard dots.count == 3 else { throw BadVersion(text: text) }
        let patch = dots[2].prefix { $0.isASCII && $0.isNumber }
        numbers = [dots[0], dots[1], patch].map(String.init)
        guard numbers.allSatisfy(Self.isNumber) else { throw BadVersion(text: text) }
        var label = dots[2].dropFirst(patch.count)
        let hasLabel = !label.isEmpty
        if label.hasPrefix("-") { label = label.dropFirst() }
        guard !hasLabel || label.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isLabel) else {
            throw BadVersion(text: text)
        }
        prerelease = hasLabel ? String(label) : nil
        build = plus.count == 2 ? String(plus[1]) : nil
        guard build?.utf8.allSatisfy({ Self.isWord($0) || $0 == UInt8(ascii: ".") }) != false else { throw BadVersion(text: text) }
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (text == "0" || !text.hasPrefix("0"))
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.allSatisfy(isWord) else { return false }
        return !text.utf8.allSatisfy { (0x30...0x39).contains($0) } || isNumber(String(text))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == 0x2D || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The version with its sign: `>=1.2.0`.
    public var text: String { sign.rawValue + version }

    /// The version without its sign.
    public var version: String { numbers.joined(separator: ".") + (prerelease.map { "-" + $0 } ?? "") + (build.map { "+" + $0 } ?? "") }

    /// Below zero where this comes first, above zero where the other does. At equal versions the signs decide: what may be lower comes first.
    func compare(_ other: VersionSpecifier) -> Int {
        for (a, b) in zip(numbers, other.numbers) where a != b {
            return (a.utf8.count, a) < (b.utf8.count, b) ? -1 : 1
        }
        switch (prerelease, other.prerelease) {
        case (nil, nil): break
        // `<2.0.0` leaves out 2.0.0-rc1 too.
        case (nil, _): return sign == .below ? -1 : 1
        case (_, nil): return -1
        case (let a?, let b?):
            let order = Self.compareLabels(a, b)
            if order != 0 { return order }
        }
        return compareSigns(other)
    }

    private func compareSigns(_ other: VersionSpecifier) -> Int {
        switch (sign, other.sign) {
        case (.atLeast, .atMost), (.atMost, .atLeast): 0
        case (.below, .atMost), (.atLeast, .above): -1
        case (.atMost, .below), (.above, .atLeast): 1
        default: sign.isUpper && other.sign.isLower ? -1 : sign.isLower && other.sign.isUpper ? 1 : 0
        }
    }

    private static func compareLabels(_ left: String, _ right: String) -> Int {
        for (a, b) in zip(left.split(separator: "."), right.split(separator: ".")) where a != b {
            let (aIsNumber, bIsNumber) = (isNumber(String(a)), isNumber(String(b)))
            if aIsNumber != bIsNumber { return aIsNumber ? -1 : 1 }
            if aIsNumber, a.utf8.count != b.utf8.count { return a.utf8.count < b.utf8.count ? -1 : 1 }
            return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) ? -1 : 1
        }
        return (left.utf8.count - right.utf8.count).signum()
    }
}
