/// What several requirements for a version leave: everything between two bounds, either of which may be absent.
public struct VersionRange: Sendable {
    private let start: VersionSpecifier?
    private let end: VersionSpecifier?

    /// The range that satisfies all requirements; nil where no version does.
    public init?(_ requirements: [VersionSpecifier]) {
        guard var range = requirements.last.map(VersionRange.init(only:)) else {
            (start, end) = (nil, nil)
            return
        }
        for requirement in requirements.dropLast() {
            guard let both = range.intersection(VersionRange(only: requirement)) else { return nil }
            range = both
        }
        self = range
    }

    private init(only specifier: VersionSpecifier) {
        start = specifier.sign.isUpper ? nil : specifier
        end = specifier.sign.isLower ? nil : specifier
    }

    private init(start: VersionSpecifier?, end: VersionSpecifier?) {
        self.start = start
        self.end = end
    }

    /// The range as dbt shows it: `>=1.0.0, <2.0.0`, `ANY`.
    public var text: String {
        let bounds = [start, end].compactMap { $0?.text }
        return bounds.isEmpty ? "ANY" : bounds.joined(separator: ", ")
    }

    /// Whether a version lies in the range.
    public func contains(_ version: VersionSpecifier) -> Bool { VersionRange([version] + [start, end].compactMap { $0 }) != nil }

    /// The highest of some versions that lies in the range; nil where none does. Texts that are no version are passed over.
    public func highest(of versions: [String]) -> String? {
        var best: (text: String, version: VersionSpecifier)?
        for text in versions {
            guard let version = try? VersionSpecifier(text), contains(version) else { continue }
            if best.map({ $0.version.compare(version) < 0 }) ?? true { best = (text, version) }
        }
        return best?.text
    }

    /// Versions from low to high; prereleases are left out where they are not wanted. Texts that are no version are passed over.
    public static func sorted(_ versions: [String], prereleases: Bool) -> [String] {
        versions.compactMap { text in (try? VersionSpecifier(text)).map { (text, $0) } }
            .filter { prereleases || $0.1.prerelease == nil }
            .sorted { $0.1.compare($1.1) < 0 }.map(\.0)
    }

    // MARK: Intersection

    private func intersection(_ other: VersionRange) -> VersionRange? {
        if let start, let second = other.start, start.sign == .exact, second.sign == .exact {
            return start.compare(second) == 0 ? VersionRange(start: start, end: start) : nil
        }
        guard case .some(let low) = Self.combined(start, other.start, stricter: { $0 < 0 }, inclusive: .atLeast),
            case .some(let high) = Self.combined(end, other.end, stricter: { $0 > 0 }, inclusive: .atMost)
        else { return nil }
        if let low, let high, low.compare(high) > 0 { return nil }
        return VersionRange(start: low, end: high)
    }

    /// The stricter of two bounds of one side; nil where one is exact and lies outside of the other.
    ///
    /// `stricter` tells from the comparison of the first with the second whether the second is the stricter one.
    private static func combined(
        _ first: VersionSpecifier?, _ second: VersionSpecifier?, stricter: (Int) -> Bool, inclusive: VersionSpecifier.Sign
    ) -> VersionSpecifier?? {
        guard let first else { return .some(second) }
        guard let second else { return .some(first) }
        if first.sign != .exact, second.sign != .exact { return .some(stricter(first.compare(second)) ? second : first) }
        let (bound, exact) = first.sign == .exact ? (second, first) : (first, second)
        let order = bound.compare(exact)
        return stricter(order) || (order == 0 && bound.sign == inclusive) ? .some(exact) : nil
    }
}
