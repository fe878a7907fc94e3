/// Python's case mapping: full Unicode mappings, a final sigma, and `title()` by cased letters.
enum TextCase {
    /// `text.upper()`.
    static func upper(_ text: String) -> String {
        mapASCII(text, 0x61...0x7A) ?? mapped(text) { $0.properties.uppercaseMapping }
    }

    /// `text.lower()`.
    static func lower(_ text: String) -> String {
        if let ascii = mapASCII(text, 0x41...0x5A) { return ascii }
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        for index in scalars.indices { appendLower(scalars, index, to: &out) }
        return String(out)
    }

    /// `text.casefold()`.
    static func folded(_ text: String) -> String {
        mapASCII(text, 0x41...0x5A) ?? mapped(text, folded)
    }

    /// `text.capitalize()`: the first character in title case, the others lower.
    static func capitalized(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        for index in scalars.indices {
            if index == 0 {
                out.append(contentsOf: scalars[0].properties.titlecaseMapping.unicodeScalars)
            } else {
                appendLower(scalars, index, to: &out)
            }
        }
        return String(out)
    }

    /// `text.title()`: every letter behind an uncased character in title case, the others lower.
    static func title(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        var previousIsCased = false
        for index in scalars.indices {
            if previousIsCased {
                appendLower(scalars, index, to: &out)
            } else {
                out.append(contentsOf: scalars[index].properties.titlecaseMapping.unicodeScalars)
            }
            previousIsCased = scalars[index].properties.isCased
        }
        return String(out)
    }

    /// `text.swapcase()`.
    static func swapped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if CharacterClass.isUpper(scalar) {
                appendLower(scalars, index, to: &out)
            } else if CharacterClass.isLower(scalar) {
                out.append(contentsOf: scalar.properties.uppercaseMapping.unicodeScalars)
            } else {
                out.append(scalar)
            }
        }
        return String(out)
    }

    /// `text.isupper()`.
    static func isUpper(_ text: String) -> Bool {
        var isCased = false
        for scalar in text.unicodeScalars {
            if CharacterClass.isLower(scalar) || CharacterClass.isTitle(scalar) { return false }
            if CharacterClass.isUpper(scalar) { isCased = true }
        }
        return isCased
    }

    /// `text.islower()`.
    static func isLower(_ text: String) -> Bool {
        var isCased = false
        for scalar in text.unicodeScalars {
            if CharacterClass.isUpper(scalar) || CharacterClass.isTitle(scalar) { return false }
            if CharacterClass.isLower(scalar) { isCased = true }
        }
        return isCased
    }

    /// `text.istitle()`.
    static func isTitle(_ text: String) -> Bool {
        var isCased = false
        var previousIsCased = false
        for scalar in text.unicodeScalars {
            if CharacterClass.isUpper(scalar) || CharacterClass.isTitle(scalar) {
                if previousIsCased { return false }
                previousIsCased = true
                isCased = true
            } else if CharacterClass.isLower(scalar) {
                if !previousIsCased { return false }
                previousIsCased = true
                isCased = true
            } else {
                previousIsCased = false
            }
        }
        return isCased
    }

    /// Full case folding of one scalar; Unicode's exceptions to "lower case of the upper case" are Cherokee, `ı` and `ẞ`.
    static func folded(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x131: return String(scalar)
        case 0x1E9E: return "ss"
        case 0x13A0...0x13FD, 0xAB70...0xABBF: return scalar.properties.uppercaseMapping
        default: return mapped(scalar.properties.uppercaseMapping) { $0.properties.lowercaseMapping }
        }
    }

    /// The text with the letters of one case in the other; nil for a text with more than ASCII in it.
    private static func mapASCII(_ text: String, _ letters: ClosedRange<UInt8>) -> String? {
        let unchanged = text
        var text = text
        return text.withUTF8 { bytes in
            var all: UInt8 = 0
            var isChanged = false
            for byte in bytes {
                all |= byte
                isChanged = isChanged || letters.contains(byte)
            }
            if all >= 0x80 { return nil }
            if !isChanged { return unchanged }
            return String(unsafeUninitializedCapacity: bytes.count) { out in
                for index in bytes.indices { out[index] = letters.contains(bytes[index]) ? bytes[index] ^ 0x20 : bytes[index] }
                return bytes.count
            }
        }
    }

    private static func mapped(_ text: String, _ change: (Unicode.Scalar) -> String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(contentsOf: change(scalar).unicodeScalars) }
        return String(out)
    }

    private static func appendLower(_ scalars: [Unicode.Scalar], _ index: Int, to out: inout String.UnicodeScalarView) {
        let scalar = scalars[index]
        if scalar.value == 0x3A3 {
            out.append(isFinalSigma(scalars, index) ? "\u{3C2}" : "\u{3C3}")
        } else {
            out.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    private static func isFinalSigma(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        guard let before, before.properties.isCased else { return false }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return after.map { !$0.properties.isCased } ?? true
    }
}
