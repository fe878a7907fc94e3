/// A format spec of `str.format` and `format()`: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
struct FormatSpec {
    /// The character that pads.
    var fill: Unicode.Scalar = " "
    /// `<`, `>`, `^` or `=`; nil where none was given.
    var align: Unicode.Scalar?
    /// `+`, `-` or a blank; nil where none was given.
    var sign: Unicode.Scalar?
    /// Whether a negative zero loses its sign (`z`).
    var dropsNegativeZero = false
    /// Whether `#` was given.
    var isAlternate = false
    /// The least width in characters; nil where none was given.
    var width: Int?
    /// `,` or `_` between groups of digits.
    var grouping: Unicode.Scalar?
    /// Digits behind the point, or the most characters of a text.
    var precision: Int?
    /// The presentation type; nil where none was given.
    var type: Unicode.Scalar?

    /// Reads a spec; throws Python's ValueError where it is malformed. Texts align left by default, numbers right.
    init(_ text: String, typeName: String, alignsRight: Bool) throws {
        let scalars = Array(text.unicodeScalars)
        var position = 0
        var fillGiven = false
        if scalars.count >= 2, Self.isAlignment(scalars[1]) {
            fill = scalars[0]
            align = scalars[1]
            fillGiven = true
            position = 2
        } else if let first = scalars.first, Self.isAlignment(first) {
            align = first
            position = 1
        }
        func take(_ wanted: Unicode.Scalar) -> Bool {
            guard position < scalars.count, scalars[position] == wanted else { return false }
            position += 1
            return true
        }
        for mark: Unicode.Scalar in [" ", "+", "-"] where sign == nil && take(mark) { sign = mark }
        dropsNegativeZero = take("z")
        isAlternate = take("#")
        if !fillGiven, take("0") {
            fill = "0"
            if align == nil, alignsRight { align = "=" }
        }
        width = try Self.number(scalars, &position)
        try readGrouping(scalars, &position)
        if take(".") {
            precision = try Self.number(scalars, &position)
            if precision == nil { throw JinjaError(.value, "Format specifier missing precision") }
        }
        if scalars.count - position > 1 {
            throw JinjaError(.value, "Invalid format specifier '\(text)' for object of type '\(typeName)'")
        }
        if position < scalars.count { type = scalars[position] }
        try checkGrouping()
    }

    private mutating func readGrouping(_ scalars: [Unicode.Scalar], _ position: inout Int) throws {
        while position < scalars.count, scalars[position] == "," || scalars[position] == "_" {
            let mark = scalars[position]
            position += 1
            if let grouping {
                if grouping != mark { throw JinjaError(.value, "Cannot specify both ',' and '_'.") }
                throw JinjaError(.value, "Cannot specify '\(mark)' with '\(mark)'.")
            }
            grouping = mark
        }
    }

    private func checkGrouping() throws {
        guard let grouping, let type else { return }
        switch type {
        case "d", "e", "f", "g", "E", "G", "%", "F": return
        case "b", "o", "x", "X": if grouping == "_" { return }
        default: break
        }
        throw JinjaError(.value, "Cannot specify '\(grouping)' with '\(type)'.")
    }

    private static func isAlignment(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "<" || scalar == ">" || scalar == "=" || scalar == "^"
    }

    private static func number(_ scalars: [Unicode.Scalar], _ position: inout Int) throws -> Int? {
        var value: Int?
        while position < scalars.count, let digit = CharacterClass.decimalValue(scalars[position]) {
            let (tens, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            if overflow || carry { throw JinjaError(.value, "Too many decimal digits in format string") }
            value = sum
            position += 1
        }
        return value
    }

    /// A ValueError for a presentation type the value does not know.
    func unknownType(_ typeName: String) -> JinjaError {
        JinjaError(.value, "Unknown format code '\(type.map { String($0) } ?? "")' for object of type '\(typeName)'")
    }
}
