/// Looks for bytes that need a look: one of some kind and the control characters up to the carriage return, eight bytes at a time.
package struct ByteSearch: Sendable {
    private let stop: UInt8
    /// The byte eight times.
    private let pattern: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    /// Above all that are found beside the byte.
    private static let limit: UInt8 = 0x0E

    /// A search for a byte and for all below 14, which line breaks and tabulators are.
    package init(_ stop: UInt8) {
        self.stop = stop
        pattern = UInt64(stop) &* Self.ones
    }

    /// Where the next one stands; the end of the bytes where there is none.
    @inline(__always)
    package func next(in bytes: Span<UInt8>, from start: Int) -> Int {
        let raw = bytes.bytes
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            // A byte's highest bit is set where it is zero in `other`, and where it is small in `word`; the lowest such bit is never wrong.
            let other = word ^ pattern
            let hits = ((other &- Self.ones) & ~other | (word &- Self.ones &* UInt64(Self.limit)) & ~word) & Self.highBits
            if hits != 0 { return index + hits.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < bytes.count, bytes[index] != stop, bytes[index] >= Self.limit { index += 1 }
        return index
    }
}
