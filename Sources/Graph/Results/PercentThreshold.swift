import Formats

/// A threshold of a test in percent of the rows it looks at: `> 1%`, `>= 0.5 %`. Every other text is dbt's: SQL behind the number of failures.
public struct PercentThreshold: Sendable, Equatable {
    /// `>`, `>=`, `<`, `<=`, `=`, `<>` or `!=`.
    public let comparison: String
    /// The percentage as written: `0.5`.
    public let number: String

    /// Reads a threshold; nil for one that is not in percent.
    public init?(_ text: String) {
        var rest = text.filter { $0 != " " }[...]
        guard rest.popLast() == "%" else { return nil }
        let comparison = rest.prefix { "<>=!".contains($0) }
        let number = rest.dropFirst(comparison.count)
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard [">", ">=", "<", "<=", "=", "<>", "!="].contains(String(comparison)), (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.count < 10 && $0.allSatisfy { $0.isASCII && $0.isNumber } })
        else { return nil }
        self.comparison = String(comparison)
        self.number = String(number)
    }

    /// What part of some rows failed, in percent, with up to two digits behind the point: `1.2`.
    public static func text(_ failures: Int, of tested: Int) -> String {
        guard tested > 0, failures > 0 else { return "0" }
        let (scaled, isTooLarge) = failures.multipliedReportingOverflow(by: 10_000)
        let hundredths = isTooLarge ? failures / tested * 10_000 : (scaled + tested / 2) / tested
        guard hundredths > 0 else { return "under 0.01" }
        let fraction = String(String(100 + hundredths % 100).dropFirst())
        let shown = fraction == "00" ? "" : "." + (fraction.hasSuffix("0") ? String(fraction.dropLast()) : fraction)
        return "\(hundredths / 100)\(shown)"
    }
}

extension NodeContent {
    /// Whether a test's `warn_if` or `error_if` is in percent.
    public var hasPercentThreshold: Bool {
        ["warn_if", "error_if"].contains { config[$0]?.string.flatMap(PercentThreshold.init) != nil }
    }
}
