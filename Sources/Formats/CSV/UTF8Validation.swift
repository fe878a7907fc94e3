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
        // Bits of all bytes at once, which needs no look at each.
        if carried.isEmpty, chunk.reduce(0, |) < 0x80 { return chunk.count }
        return chunk.withUnsafeBufferPointer { bytes in
            var index = carried.isEmpty ? 0 : finishCarried(bytes)
            if isBroken { return 0 }
            while index < bytes.count {
                if bytes[index] < 0x80 {
                    index += 1
                    continue
                }
                let length = Self.length(of: bytes[index])
                let end = min(index + length, bytes.count)
                let isGood = length > 0 && Self.isPrefix(Array(bytes[index..<end]))
                guard isGood else {
                    isBroken = true
                    brokenByte = bytes[index]
                    return index
                }
                if index + length > bytes.count { carried = Array(bytes[index...]) }
                index = end
            }
            return bytes.count
        }
    }

    /// Tells that there are no more chunks.
    mutating func finish() -> Int {
        if let byte = carried.first, !isBroken {
            isBroken = true
            brokenByte = byte
        }
        return 0
    }

    private mutating func finishCarried(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let missing = Self.length(of: carried[0]) - carried.count
        let taken = min(missing, bytes.count)
        carried += bytes[..<taken]
        if !Self.isPrefix(carried) {
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
    private static func isPrefix(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1 else { return true }
        let second: ClosedRange<UInt8> =
            switch bytes[0] {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        return second.contains(bytes[1]) && bytes.dropFirst(2).allSatisfy { $0 & 0xC0 == 0x80 }
    }
}
