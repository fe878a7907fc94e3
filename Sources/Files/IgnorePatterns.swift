public import Diagnostics

/// The patterns of a `.dbtignore` file, with the meaning dbt gives them (gitignore patterns as the Python package `pathspec` reads them):
/// the last pattern that matches a path decides, `!` brings a path back, a pattern for a folder covers all below it.
public struct IgnorePatterns: Sendable {
    private let patterns: [IgnorePattern]

    /// No patterns: nothing is ignored.
    public static let none = IgnorePatterns(patterns: [])

    private init(patterns: [IgnorePattern]) { self.patterns = patterns }

    /// Reads the patterns of a file, one a line; blank lines and lines that start with `#` mean nothing.
    ///
    /// - Returns: The patterns, with a warning `ignore-pattern` for each line that is none.
    public static func read(_ file: SourceFile) -> (patterns: IgnorePatterns, diagnostics: [Diagnostic]) {
        var patterns: [IgnorePattern] = []
        var diagnostics: [Diagnostic] = []
        var start = 0
        for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = IgnorePattern.trimmed(String(decoding: line, as: UTF8.self))
            if !text.isEmpty, !text.hasPrefix("#"), text != "/" {
                if let pattern = IgnorePattern(text) {
                    patterns.append(pattern)
                } else {
                    let span = SourceSpan(file, start, start + line.count)
                    diagnostics.append(Diagnostic("ignore-pattern", .warning, "'\(text)' is not a pattern", at: span))
                }
            }
            start += line.count + 1
        }
        return (IgnorePatterns(patterns: patterns), diagnostics)
    }

    /// Whether a path, relative to the folder of the `.dbtignore` file, is ignored.
    public func ignores(_ path: String) -> Bool {
        if patterns.isEmpty { return false }
        let segments = path.split(separator: "/").drop { $0 == "." }.map { Array($0.unicodeScalars) }
        for pattern in patterns.reversed() where pattern.matches(segments) { return !pattern.isNegated }
        return false
    }
}

/// One pattern.
struct IgnorePattern: Sendable {
    private enum Segment: Sendable {
        /// `**`: any number of folders.
        case anyFolders
        /// A name with wildcards; `[]` matches nothing.
        case name([NameMatch])
    }

    /// What one character of a name has to be.
    private enum NameMatch: Sendable {
        case literal(Unicode.Scalar)
        case anyOne
        case anyRun
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    let isNegated: Bool
    private let segments: [Segment]
    /// Whether the pattern covers only what lies below a folder that matches.
    private let isFolderOnly: Bool

    /// The line without the white space at its end; a space kept by a backslash stays.
    static func trimmed(_ line: String) -> String {
        var text = line[...]
        while let last = text.last, last.isWhitespace, !text.hasSuffix("\\ ") { text.removeLast() }
        return String(text)
    }

    /// A pattern from its text; nil where it is none (a backslash at the end, nothing but slashes).
    init?(_ line: String) {
        var text = line[...]
        isNegated = text.hasPrefix("!")
        if isNegated { text = text.dropFirst() }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isAnchored = parts.first?.isEmpty == true || parts.count > 2 || (parts.count == 2 && !parts[1].isEmpty)
        if parts.first?.isEmpty == true { parts.removeFirst() }
        isFolderOnly = parts.last?.isEmpty == true
        if isFolderOnly { parts.removeLast() }
        guard !parts.isEmpty else { return nil }
        var segments: [Segment] = isAnchored || parts[0] == "**" ? [] : [.anyFolders]
        for part in parts {
            if part == "**" {
                if case .anyFolders = segments.last {} else { segments.append(.anyFolders) }
            } else {
                guard let name = Self.name(part) else { return nil }
                segments.append(.name(name))
            }
        }
        self.segments = segments
    }

    /// Whether the pattern matches a path or a folder above it.
    func matches(_ path: [[Unicode.Scalar]]) -> Bool { matches(path[...], segments[...]) }

    private func matches(_ path: ArraySlice<[Unicode.Scalar]>, _ rest: ArraySlice<Segment>) -> Bool {
        guard let segment = rest.first else { return !isFolderOnly || !path.isEmpty }
        switch segment {
        case .anyFolders:
            // At the end it stands for what is below, so something has to be there.
            if rest.count == 1 { return isFolderOnly && segments.count == 1 ? path.count > 1 : !path.isEmpty }
            return path.indices.contains { matches(path[$0...], rest.dropFirst()) }
        case .name(let name):
            guard let first = path.first, Self.matches(first[...], name[...]) else { return false }
            return matches(path.dropFirst(), rest.dropFirst())
        }
    }

    // MARK: Names

    private static func name(_ text: Substring) -> [NameMatch]? {
        let characters = Array(text.unicodeScalars)
        var matches: [NameMatch] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            index += 1
            switch character {
            case "\\":
                guard index < characters.count else { return nil }
                matches.append(.literal(characters[index]))
                index += 1
            case "*": matches.append(.anyRun)
            case "?": matches.append(.anyOne)
            case "[":
                if let set = readSet(characters, &index) { matches.append(set) } else { matches.append(.literal("[")) }
            default: matches.append(.literal(character))
            }
        }
        return matches
    }

    /// Reads `abc]` or `!a-z]`; nil, without moving, where no bracket closes it.
    private static func readSet(_ characters: [Unicode.Scalar], _ index: inout Int) -> NameMatch? {
        var start = index
        let isNegated = start < characters.count && (characters[start] == "!" || characters[start] == "^")
        if isNegated { start += 1 }
        let firstEnd = start < characters.count && characters[start] == "]" ? start + 1 : start
        guard firstEnd < characters.count, let end = characters[firstEnd...].firstIndex(of: "]") else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        var place = start
        while place < end {
            let low = characters[place].value
            if place + 2 < end, characters[place + 1] == "-" {
                let high = characters[place + 2].value
                if low <= high { ranges.append(low...high) }
                place += 3
            } else {
                ranges.append(low...low)
                place += 1
            }
        }
        index = end + 1
        return .set(ranges, isNegated: isNegated)
    }

    private static func matches(_ name: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<NameMatch>) -> Bool {
        var name = name
        var pattern = pattern
        // Where the last `*` was met, to take one character more into it after a mismatch: linear room, no recursion.
        var retry: (name: ArraySlice<Unicode.Scalar>, pattern: ArraySlice<NameMatch>)?
        while true {
            if case .anyRun = pattern.first {
                pattern = pattern.dropFirst()
                retry = (name, pattern)
            } else if let character = name.first, let match = pattern.first, accepts(match, character) {
                name = name.dropFirst()
                pattern = pattern.dropFirst()
            } else if name.isEmpty, pattern.isEmpty {
                return true
            } else if let last = retry, !last.name.isEmpty {
                name = last.name.dropFirst()
                pattern = last.pattern
                retry = (name, pattern)
            } else {
                return false
            }
        }
    }

    private static func accepts(_ match: NameMatch, _ character: Unicode.Scalar) -> Bool {
        switch match {
        case .literal(let wanted): character == wanted
        case .anyOne, .anyRun: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(character.value) } != isNegated
        }
    }
}
