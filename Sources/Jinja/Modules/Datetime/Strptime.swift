import BigInt

/// Python's `strptime` in the C locale.
struct Strptime {
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]

    private static func choice(_ names: [String]) -> String { names.joined(separator: "|") }

    /// The pattern of each directive.
    private static let directives: [Unicode.Scalar: String] = [
        "d": "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]", "f": "[0-9]{1,6}", "H": "2[0-3]|[0-1]\\d|\\d", "I": "1[0-2]|0[1-9]|[1-9]",
        "G": "\\d\\d\\d\\d", "j": "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]", "m": "1[0-2]|0[1-9]|[1-9]",
        "M": "[0-5]\\d|\\d", "S": "6[0-1]|[0-5]\\d|\\d", "U": "5[0-3]|[0-4]\\d|\\d", "W": "5[0-3]|[0-4]\\d|\\d", "w": "[0-6]", "u": "[1-7]",
        "V": "5[0-3]|0[1-9]|[1-4]\\d|\\d", "y": "\\d\\d", "Y": "\\d\\d\\d\\d", "p": "am|pm", "Z": "utc|gmt",
        "z": "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z)", "A": choice(days), "B": choice(months),
        "a": choice(days.map { String($0.prefix(3)) }), "b": choice(months.map { String($0.prefix(3)) }),
    ]

    private var found: [Unicode.Scalar: String] = [:]

    /// The datetime of a text. Throws Python's ValueErrors.
    static func read(_ text: String, _ format: String) throws -> DatetimeObject {
        let (program, letters) = try compile(format)
        let codes = text.unicodeScalars.map(\.value)
        var matcher = RegexMatcher(program, codes, end: codes.count)
        guard let match = try matcher.match(at: 0) else {
            throw JinjaError(.value, "time data \(TextRepr.repr(text)) does not match format \(TextRepr.repr(format))")
        }
        if match[1] != codes.count {
            throw JinjaError(.value, "unconverted data remains: \(TextSplitting.string(text.unicodeScalars.dropFirst(match[1])))")
        }
        var reader = Strptime()
        let scalars = Array(text.unicodeScalars)
        for (index, letter) in letters.enumerated() {
            let start = match[2 * (index + 1)]
            let end = match[2 * (index + 1) + 1]
            if start >= 0 { reader.found[letter] = TextCase.lower(TextSplitting.string(scalars[start..<end])) }
        }
        return try reader.moment()
    }

    /// The format as a pattern, with the letter of each of its groups.
    private static func compile(_ format: String) throws -> (RegexProgram, [Unicode.Scalar]) {
        var pattern = ""
        var letters: [Unicode.Scalar] = []
        var scalars = Array(format.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if CharacterClass.isSpace(scalar) {
                while let next = scalars.first, CharacterClass.isSpace(next) { scalars.removeFirst() }
                pattern += "\\s+"
                continue
            }
            guard scalar == "%" else {
                pattern += RegexModule.escaped(String(scalar))
                continue
            }
            guard let letter = scalars.popFirst() else { throw JinjaError(.value, "stray % in format \(TextRepr.repr(format))") }
            switch letter {
            case "%": pattern += "%"
            case "c": scalars = Array("%a %b %d %H:%M:%S %Y".unicodeScalars) + scalars
            case "x": scalars = Array("%m/%d/%y".unicodeScalars) + scalars
            case "X": scalars = Array("%H:%M:%S".unicodeScalars) + scalars
            default:
                guard let part = directives[letter] else {
                    throw JinjaError(.value, "'\(letter)' is a bad directive in format \(TextRepr.repr(format))")
                }
                if letters.contains(letter) {
                    let name = TextRepr.repr(String(letter))
                    throw JinjaError(
                        .value,
                        "redefinition of group name \(name) as group \(letters.count + 1); was group \((letters.firstIndex(of: letter) ?? 0) + 1)"
                    )
                }
                letters.append(letter)
                pattern += "(" + part + ")"
            }
            try TextLimit.check(scalars.count, times: 8)
        }
        return (try RegexProgram(pattern, .ignoreCase), letters)
    }

    private func number(_ letter: Unicode.Scalar) -> Int? {
        found[letter].flatMap { IntegerText.small(TextSplitting.strip($0)) }
    }

    private func moment() throws -> DatetimeObject {
        var (year, isoYear) = (fullYear(), number("G"))
        if let given = number("Y") { year = given }
        var month = number("m") ?? 1
        if let name = found["B"] { month = (Self.months.firstIndex(of: name) ?? 0) + 1 }
        if let name = found["b"] { month = (Self.months.firstIndex { $0.hasPrefix(name) } ?? 0) + 1 }
        let weekday = weekday()
        if isoYear != nil || found["V"] != nil { try checkISO(weekday) }
        let isLeapDay = year == nil && month == 2 && number("d") == 29
        var date: CivilDate?
        let day = number("j")
        if day == nil, let weekday {
            if let week = number("U") ?? number("W"), let year {
                date = try Self.day(ofWeek: week, weekday, year, startsOnMonday: found["U"] == nil)
            } else if let iso = isoYear, let week = number("V") {
                date = try CivilDate(isoYear: iso, week: week, weekday: weekday + 1)
                isoYear = iso
            }
        }
        let usedYear = year ?? 1900
        if date == nil, let day {
            date = try CivilDate(ordinal: CivilDate.daysBefore(usedYear) + day)
        }
        if isLeapDay, date == nil { throw JinjaError(.value, "day is out of range for month") }
        let used = try date ?? CivilDate(usedYear, month, number("d") ?? 1)
        let time = try ClockTime(hour(), number("M") ?? 0, number("S") ?? 0, fraction())
        return DatetimeObject(CivilDateTime(used, time), zone: try zone())
    }

    private func fullYear() -> Int? {
        number("y").map { $0 <= 68 ? 2000 + $0 : 1900 + $0 }
    }

    /// Monday is 0.
    private func weekday() -> Int? {
        if let name = found["A"] { return Self.days.firstIndex(of: name) }
        if let name = found["a"] { return Self.days.firstIndex { $0.hasPrefix(name) } }
        if let number = number("w") { return (number + 6) % 7 }
        return number("u").map { $0 - 1 }
    }

    private func checkISO(_ weekday: Int?) throws {
        if number("G") != nil {
            if found["j"] != nil {
                throw JinjaError(
                    .value, "Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.")
            }
            if found["V"] == nil || weekday == nil {
                throw JinjaError(
                    .value,
                    "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u')."
                )
            }
            return
        }
        if weekday == nil || (found["Y"] == nil && found["y"] == nil) {
            throw JinjaError(
                .value,
                "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive ('%A', '%a', '%w', or '%u')."
            )
        }
        throw JinjaError(.value, "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.")
    }

    private static func day(ofWeek week: Int, _ weekday: Int, _ year: Int, startsOnMonday: Bool) throws -> CivilDate {
        let first = CivilDate.daysBefore(year) + 1
        var firstWeekday = (first + 6) % 7
        var weekday = weekday
        if !startsOnMonday {
            firstWeekday = (firstWeekday + 1) % 7
            weekday = (weekday + 1) % 7
        }
        let weekZero = (7 - firstWeekday) % 7
        let offset = week == 0 ? weekday - firstWeekday : weekZero + 7 * (week - 1) + weekday
        return try CivilDate(ordinal: first + offset)
    }

    private func hour() -> Int {
        if let hour = number("H") { return hour }
        guard let hour = number("I") else { return 0 }
        if found["p"] == "pm" { return hour == 12 ? 12 : hour + 12 }
        return hour == 12 ? 0 : hour
    }

    private func fraction() -> Int {
        guard let digits = found["f"] else { return 0 }
        return IntegerText.small(digits + String(repeating: "0", count: max(0, 6 - digits.scalarCount))) ?? 0
    }

    private func zone() throws -> TimeZoneObject? {
        guard let text = found["z"] else { return nil }
        if text == "z" { return FixedZone(.zero, name: named) }
        var digits = text.unicodeScalars.filter { $0 != ":" && $0 != "+" && $0 != "-" && $0 != "." }.map { String($0) }
        while digits.count < 12 { digits.append("0") }
        func part(_ range: Range<Int>) -> Int { IntegerText.small(digits[range].joined()) ?? 0 }
        let seconds = (part(0..<2) * 60 + part(2..<4)) * 60 + part(4..<6)
        let total = seconds * 1_000_000 + part(6..<12)
        let span = try TimeSpan(microseconds: Int128(text.hasPrefix("-") ? -total : total))
        guard total < ClockTime.day else {
            throw JinjaError(
                .value, "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not \(span.repr).")
        }
        return FixedZone(span, name: named)
    }

    private var named: String? { found["Z"].map(TextCase.upper) }
}

extension IntegerText {
    /// A small number of decimal digits of any script, or nil.
    static func small(_ text: String) -> Int? {
        (try? parse(text)).flatMap { $0 }.flatMap { Int(exactly: $0) }
    }
}
