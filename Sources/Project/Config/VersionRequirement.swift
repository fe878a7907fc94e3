import Formats

/// `require-dbt-version`: the versions of dbt a project asks for, checked against the one smelt stands in for.
struct VersionRequirement {
    /// The version of dbt-core whose behaviour smelt has.
    static let provided = Version(major: 1, minor: 12, patch: 6, prerelease: nil)

    /// A semantic version; a build label does not count.
    struct Version: Comparable {
        let major: Int
        let minor: Int
        let patch: Int
        let prerelease: String?

        static func < (left: Version, right: Version) -> Bool {
            if left.major != right.major { return left.major < right.major }
            if left.minor != right.minor { return left.minor < right.minor }
            if left.patch != right.patch { return left.patch < right.patch }
            switch (left.prerelease, right.prerelease) {
            case (nil, _): return false
            case (_, nil): return true
            case (let a?, let b?): return precedes(a, b)
            }
        }

        private static func precedes(_ left: String, _ right: String) -> Bool {
            for (a, b) in zip(left.split(separator: "."), right.split(separator: ".")) where a != b {
                switch (Int(a), Int(b)) {
                case (let x?, let y?): return x < y
                case (_?, nil): return true
                case (nil, _?): return false
                default: return a < b
                }
            }
            return left.utf8.count < right.utf8.count
        }
    }

    /// One bound: a sign and a version.
    struct Bound {
        let sign: String
        let version: Version
        let text: String

        func admits(_ other: Version) -> Bool {
            switch sign {
            case ">=": other >= version
            case ">": other > version
            case "<=": other <= version
            case "<": other < version && !(other.prerelease != nil && version.prerelease == nil && sameBase(other))
            default: other == version
            }
        }

        private func sameBase(_ other: Version) -> Bool {
            other.major == version.major && other.minor == version.minor && other.patch == version.patch
        }
    }

    let bounds: [Bound]

    /// Reads the value of `require-dbt-version`: a text with commas or a list of texts. The failure is the first text that is no version.
    static func read(_ value: ConfigValue) -> Result<VersionRequirement, BadVersion> {
        let texts = value.string.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        var bounds: [Bound] = []
        for text in texts ?? (value.list ?? []).map(PythonText.str) {
            guard let bound = bound(text) else { return .failure(BadVersion(text: text)) }
            bounds.append(bound)
        }
        return .success(VersionRequirement(bounds: bounds))
    }

    /// A text that is no semantic version.
    struct BadVersion: Error {
        let text: String
        var message: String { "\"\(text)\" is not a valid semantic version." }
    }

    /// Whether the provided version satisfies every bound.
    var isSatisfied: Bool { bounds.allSatisfy { $0.admits(Self.provided) } }

    /// Whether no version at all could satisfy every bound.
    var isImpossible: Bool {
        let lower = bounds.filter { $0.sign.hasPrefix(">") }.max {
            ($0.version, $0.sign == ">" ? 1 : 0) < ($1.version, $1.sign == ">" ? 1 : 0)
        }
        let upper = bounds.filter { $0.sign.hasPrefix("<") }.min {
            ($0.version, $0.sign == "<" ? 0 : 1) < ($1.version, $1.sign == "<" ? 0 : 1)
        }
        let exact = bounds.filter { $0.sign == "=" }
        if let first = exact.first { return !bounds.allSatisfy { $0.admits(first.version) } }
        guard let lower, let upper else { return false }
        return lower.version > upper.version || (lower.version == upper.version && (lower.sign == ">" || upper.sign == "<"))
    }

    /// The bounds as messages list them: `['>=1.0.0', '<2.0.0']`.
    var listing: String { "[" + bounds.map { PythonText.quoted($0.text) }.joined(separator: ", ") + "]" }

    private static func bound(_ text: String) -> Bound? {
        var rest = Substring(text.trimming { $0 == " " || $0 == "\t" || $0 == "\n" })
        let sign = [">=", "<=", ">", "<", "="].first { rest.hasPrefix($0) }
        rest = rest.dropFirst(sign?.count ?? 0)
        let withoutBuild = rest.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let dots = withoutBuild.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard dots.count == 3, let major = number(dots[0]), let minor = number(dots[1]) else { return nil }
        let digits = dots[2].prefix { $0.isASCII && $0.isNumber }
        guard let patch = number(digits) else { return nil }
        var label = dots[2].dropFirst(digits.count)
        if label.hasPrefix("-") { label = label.dropFirst() }
        let isLabel = label.utf8.allSatisfy { $0 == 0x2D || $0 == 0x2E || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
        guard isLabel else { return nil }
        let version = Version(major: major, minor: minor, patch: patch, prerelease: label.isEmpty ? nil : String(label))
        let shown = "\(sign ?? "=")\(major).\(minor).\(patch)" + (label.isEmpty ? "" : "-\(label)")
        return Bound(sign: sign ?? "=", version: version, text: shown)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || !text.hasPrefix("0") else { return nil }
        return Int(text)
    }
}

extension String {
    /// The text without the characters at both ends that `isTrimmed` names.
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = Substring(self).drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
