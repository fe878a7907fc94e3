/// Python's character classes (`isalpha`, `isspace`, …), asked of Unicode scalars.
enum CharacterClass {
    /// `str.isspace` of one character: what `strip()` and `split()` take away.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// `str.isalpha`: a letter of any kind (categories Lm, Lt, Lu, Ll, Lo).
    static func isAlpha(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIILetter(scalar) }
        switch scalar.properties.generalCategory {
        case .modifierLetter, .titlecaseLetter, .uppercaseLetter, .lowercaseLetter, .otherLetter: return true
        default: return false
        }
    }

    /// `str.isdecimal`: a digit of a decimal system (category Nd).
    static func isDecimal(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIIDigit(scalar) }
        return scalar.properties.generalCategory == .decimalNumber
    }

    /// `str.isdigit`: decimal digits and superscripts and the like.
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIIDigit(scalar) }
        switch scalar.properties.numericType {
        case .decimal, .digit: return true
        default: return false
        }
    }

    /// `str.isnumeric`: anything with a numeric value.
    static func isNumeric(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIIDigit(scalar) }
        return scalar.properties.numericType != nil
    }

    /// `str.isalnum` of one character.
    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool { isAlpha(scalar) || isNumeric(scalar) }

    /// `str.isprintable`: everything but the categories "other" and "separator", except the plain blank.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }

    /// Whether the scalar is upper case as `str.isupper` counts it.
    static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x41...0x5A).contains(scalar.value) }
        return scalar.properties.isUppercase
    }

    /// Whether the scalar is lower case as `str.islower` counts it.
    static func isLower(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x61...0x7A).contains(scalar.value) }
        return scalar.properties.isLowercase
    }

    /// Whether the scalar is title case (`ǅ`).
    static func isTitle(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isASCII && scalar.properties.generalCategory == .titlecaseLetter
    }

    /// Whether a name may start with the scalar (Python identifiers).
    static func isIdentifierStart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIILetter(scalar) || scalar == "_" }
        return scalar.properties.isXIDStart
    }

    /// Whether a name may go on with the scalar (Python identifiers).
    static func isIdentifierPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIILetter(scalar) || isASCIIDigit(scalar) || scalar == "_" }
        return scalar.properties.isXIDContinue
    }

    /// The value of a decimal digit of any script, or nil.
    static func decimalValue(_ scalar: Unicode.Scalar) -> Int? {
        guard isDecimal(scalar) else { return nil }
        if scalar.isASCII { return Int(scalar.value) - 0x30 }
        return scalar.properties.numericValue.map { Int($0) }
    }

    /// `A` to `Z`, `a` to `z`.
    static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
        (0x41...0x5A).contains(scalar.value) || (0x61...0x7A).contains(scalar.value)
    }

    /// `0` to `9`.
    static func isASCIIDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}
