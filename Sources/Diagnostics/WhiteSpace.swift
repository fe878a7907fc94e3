/// White space as Python's `str.split` and `str.strip` know it.
package enum WhiteSpace {
    /// The number of bytes of the white space character at an index; 0 where there is none.
    package static func length(_ bytes: [UInt8], at index: Int) -> Int {
        let byte = bytes[index]
        switch byte {
        case 0x20, 0x09...0x0D, 0x1C...0x1F: return 1
        case 0xC2, 0xE1, 0xE2, 0xE3: break
        default: return 0
        }
        guard index + 1 < bytes.count else { return 0 }
        if byte == 0xC2 { return bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0 ? 2 : 0 }
        guard index + 2 < bytes.count else { return 0 }
        switch (byte, bytes[index + 1], bytes[index + 2]) {
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F),
            (0xE3, 0x80, 0x80):
            return 3
        default: return 0
        }
    }

    /// The bytes without white space at their start.
    package static func trimmedStart(_ bytes: [UInt8]) -> [UInt8] {
        let range = trimmed(bytes, in: 0..<bytes.count)
        return range.isEmpty ? [] : range.lowerBound == 0 ? bytes : Array(bytes[range.lowerBound...])
    }

    /// The bytes without white space at their end.
    package static func trimmedEnd(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<trimmed(bytes, in: 0..<bytes.count).upperBound])
    }

    /// The part of a range of bytes that is left when white space at its ends is dropped.
    package static func trimmed(_ bytes: [UInt8], in range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound {
            let space = length(bytes, at: start)
            if space == 0 { break }
            start += space
        }
        if start >= range.upperBound { return range.lowerBound..<range.lowerBound }
        var end = range.upperBound
        scan: while end > start {
            for size in 1...3 where size <= end - start && length(bytes, at: end - size) == size {
                end -= size
                continue scan
            }
            break
        }
        return start..<end
    }
}
