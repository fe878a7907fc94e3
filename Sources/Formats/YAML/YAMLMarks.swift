/// Turns libyaml's marks, which count code points, into byte offsets of the source text.
///
/// Marks come nearly in order, so a cursor that walks from the last place asked for costs one pass over the text; pure ASCII costs nothing.
struct YAMLMarks {
    private let bytes: [UInt8]
    private let base: Int
    private let isASCII: Bool
    private var index = 0
    private var offset: Int

    /// Marks of the text that starts at byte `base`.
    init(bytes: [UInt8], base: Int) {
        self.bytes = bytes
        self.base = base
        self.offset = base
        var seen: UInt8 = 0
        for byte in bytes { seen |= byte }
        self.isASCII = seen < 0x80
    }

    /// The byte offset of a mark's code point index; past the end it is the length of the text.
    mutating func byteOffset(ofCodePoint target: Int) -> Int {
        if isASCII { return min(base + target, bytes.count) }
        while index < target, offset < bytes.count {
            offset += 1
            while offset < bytes.count, Self.continues(bytes[offset]) { offset += 1 }
            index += 1
        }
        while index > target, offset > base {
            offset -= 1
            while offset > base, Self.continues(bytes[offset]) { offset -= 1 }
            index -= 1
        }
        return offset
    }

    private static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
