/// SHA-1 (FIPS 180-4), fed piece by piece. For the checksum of `package-lock.yml` only, where dbt uses it; it protects nothing.
public struct SHA1: Sendable {
    private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    private var blocks = HashBlocks()

    /// A hash of nothing yet.
    public init() {}

    /// The hash of a text's UTF-8 bytes, in hexadecimal.
    public static func hex(of text: String) -> String {
        var hash = SHA1()
        hash.update(Array(text.utf8))
        return hash.finish()
    }

    /// Adds bytes.
    public mutating func update(_ bytes: some Collection<UInt8>) {
        var state = self.state
        blocks.add(bytes) { Self.compress($0, into: &state) }
        self.state = state
    }

    /// The hash of all that was added, 40 hexadecimal digits in lower case.
    public consuming func finish() -> String {
        var state = self.state
        blocks.close(bigEndian: true) { Self.compress($0, into: &state) }
        return HashBlocks.hex(HashBlocks.bytes(state.lazy.map { $0.byteSwapped }))
    }

    private static func compress(_ block: UnsafePointer<UInt8>, into state: inout [UInt32]) {
        var words = (0..<16).map { index in
            let byte = block + index * 4
            return UInt32(byte[0]) << 24 | UInt32(byte[1]) << 16 | UInt32(byte[2]) << 8 | UInt32(byte[3])
        }
        for index in 16..<80 { words.append(rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)) }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for step in 0..<80 {
            let (mixed, constant) = round(step, b, c, d)
            let next = rotate(a, 5) &+ mixed &+ e &+ constant &+ words[step]
            (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
        }
        for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
    }

    private static func round(_ step: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (UInt32, UInt32) {
        switch step / 20 {
        case 0: ((b & c) | (~b & d), 0x5A82_7999)
        case 1: (b ^ c ^ d, 0x6ED9_EBA1)
        case 2: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
    }

    private static func rotate(_ value: UInt32, _ bits: UInt32) -> UInt32 { value << bits | value >> (32 - bits) }
}
