/// Shell wildcards as Python's `fnmatch` has them: `*`, `?`, `[abc]`, `[a-z]`, `[!x]`; case matters; `*` crosses dots and slashes.
public struct Wildcard: Sendable {
    private enum Piece: Sendable, Equatable {
        case literal(Unicode.Scalar)
        case any
        case run
        case choice([ClosedRange<UInt32>], negated: Bool)
    }

    private let pieces: [Piece]
    /// The pattern as written.
    public let pattern: String

    /// Reads a pattern. An unclosed `[` stands for itself.
    public init(_ pattern: String) {
        self.pattern = pattern
        let scalars = Array(pattern.unicodeScalars)
        var pieces: [Piece] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*": if pieces.last != .run { pieces.append(.run) }
            case "?": pieces.append(.any)
            case "[": pieces.append(Self.choice(in: scalars, &index) ?? .literal("["))
            default: pieces.append(.literal(scalar))
            }
        }
        self.pieces = pieces
    }

    /// Whether the pattern holds a character that is special in a selector.
    public static func isPattern(_ text: String) -> Bool { text.contains { "*?[]".contains($0) } }

    /// Reads a choice behind its bracket and moves behind it; nil where it is not closed.
    private static func choice(in scalars: [Unicode.Scalar], _ index: inout Int) -> Piece? {
        var end = index
        if end < scalars.count, scalars[end] == "!" { end += 1 }
        if end < scalars.count, scalars[end] == "]" { end += 1 }
        while end < scalars.count, scalars[end] != "]" { end += 1 }
        guard end < scalars.count else { return nil }
        var start = index
        let negated = scalars[start] == "!"
        if negated { start += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        var position = start
        while position < end {
            let low = scalars[position].value
            if position + 2 < end, scalars[position + 1] == "-" {
                let high = scalars[position + 2].value
                if low <= high { ranges.append(low...high) }
                position += 3
            } else {
                ranges.append(low...low)
                position += 1
            }
        }
        index = end + 1
        return .choice(ranges, negated: negated)
    }

    /// Whether the whole text matches.
    public func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var piece = 0
        var position = 0
        var retry: (piece: Int, position: Int)?
        while position < scalars.count {
            if piece < pieces.count, pieces[piece] == .run {
                retry = (piece, position)
                piece += 1
            } else if piece < pieces.count, fits(pieces[piece], scalars[position]) {
                piece += 1
                position += 1
            } else if let last = retry {
                retry = (last.piece, last.position + 1)
                piece = last.piece + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        while piece < pieces.count, pieces[piece] == .run { piece += 1 }
        return piece == pieces.count
    }

    private func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .literal(let expected): expected == scalar
        case .any: true
        case .run: false
        case .choice(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
        }
    }
}
