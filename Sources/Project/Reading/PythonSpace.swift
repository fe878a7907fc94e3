/// White space as Python's `str` methods see it, on UTF-8 bytes.
public enum PythonSpace {
    /// The range left by `str.strip()`.
    public static func strippedRange(of bytes: [UInt8]) -> Range<Int> {
        var start = 0
        while start < bytes.count {
            let length = spaceLength(bytes, at: start)
            if length == 0 { break }
            start += length
        }
        var end = bytes.count
        while end > start {
            let length = spaceLength(bytes, before: end)
            if length == 0 { break }
            end -= length
        }
        return start..<end
    }

    /// The text as `" ".join(text.split())` gives it: what dbt hashes.
    public static func collapsed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var pendingSpace = false
        while index < bytes.count {
            let length = spaceLength(bytes, at: index)
            if length > 0 {
                pendingSpace = !result.isEmpty
                index += length
            } else {
                if pendingSpace { result.append(UInt8(ascii: " ")) }
                pendingSpace = false
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// How many bytes the white-space character at an offset has; 0 where there is none.
    static func spaceLength(_ bytes: [UInt8], at index: Int) -> Int {
        let byte = bytes[index]
        if byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte) { return 1 }
        guard byte >= 0xC2 else { return 0 }
        if byte == 0xC2, index + 1 < bytes.count { return bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0 ? 2 : 0 }
        guard byte >= 0xE1, byte <= 0xE3, index + 2 < bytes.count else { return 0 }
        return isWideSpace(byte, bytes[index + 1], bytes[index + 2]) ? 3 : 0
    }

    private static func spaceLength(_ bytes: [UInt8], before end: Int) -> Int {
        let last = bytes[end - 1]
        if last < 0x80 { return spaceLength(bytes, at: end - 1) }
        if end >= 2, spaceLength(bytes, at: end - 2) == 2 { return 2 }
        if end >= 3, spaceLength(bytes, at: end - 3) == 3 { return 3 }
        return 0
    }

    /// U+1680, U+2000–200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private static func isWideSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80): (0x80...0x8A).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        default: false
        }
    }
}

extension String {
    /// The text without white space at both ends, as Python's `strip`.
    package func trimmingSpace() -> String {
        let bytes = Array(utf8)
        let range = PythonSpace.strippedRange(of: bytes)
        return range.count == bytes.count ? self : String(decoding: bytes[range], as: UTF8.self)
    }
}
