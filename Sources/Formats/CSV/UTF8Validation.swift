/// Checks that bytes which come in chunks are UTF-8.
struct UTF8Validation {
    /// The bytes of a character that the last chunk cut off.
    private var carried: [UInt8] = []
    /// Whether a byte was met that belongs to no character.
    private(set) var isBroken = false
    /// That byte.
    private(set) var brokenByte: UInt8 = 0

    /// How many bytes of a chunk are good: all of it, or those before the first broken one. A character that the chunk cuts off is good so far.
    mutating func check(_ chunk: [UInt8]) -> Int {
        var index = carried.isEmpty ? 0 : finishCarried(chunk)
        if isBroken { return 0 }
        let bytes = chunk.span
        while true {
            index = Self.endOfASCII(in: bytes, from: index)
            guard index < bytes.count else { return bytes.count }
            let length = Self.length(of: bytes[index])
            let end = min(index + length, bytes.count)
            guard length > 0, Self.isPrefix(bytes.extracting(index..<end)) else {
                isBroken = true
                brokenByte = bytes[index]
                return index
            }
            if index + length > bytes.count { carried = Array(chunk[index...]) }
            index = end
        }
    }

    /// Where the first byte of a character that is not ASCII stands, looking at many bytes at a time.
    private static func endOfASCII(in bytes: Span<UInt8>, from start: Int) -> Int {
        let raw = bytes.bytes
        var index = start
        while index + 32 <= bytes.count {
            var bits: UInt64 = 0
            for offset in 0..<4 { bits |= raw.unsafeLoadUnaligned(fromByteOffset: index + 8 * offset, as: UInt64.self) }
            if bits & 0x8080_8080_8080_8080 != 0 { break }
            index += 32
        }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    /// Tells that there are no more chunks.
    mutating func finish() -> Int {
        if let byte = carried.first, !isBroken {
            isBroken = true
            brokenByte = byte
        }
        return 0
    }

    private mutating func finishCarried(_ bytes: [UInt8]) -> Int {
        let missing = Self.length(of: carried[0]) - carried.count
        let taken = min(missing, bytes.count)
        carried += bytes[..<taken]
        if !Self.isPrefix(carried.span) {
            isBroken = true
            brokenByte = carried[0]
        } else if taken == missing {
            carried = []
        }
        return taken
    }

    private static func length(of lead: UInt8) -> Int {
        switch lead {
        case 0..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// Whether bytes are the start of one character: no overlong form, no surrogate, nothing beyond U+10FFFF.
    private static func isPrefix(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 1 else { return true }
        let second: ClosedRange<UInt8> =
            switch bytes[0] {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        guard second.contains(bytes[1]) else { return false }
        for index in 2..<max(2, bytes.count) where bytes[index] & 0xC0 != 0x80 { return false }
        return true
    }
}
