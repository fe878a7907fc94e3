/// Cuts what a hash is fed with into blocks of 64 bytes and pads the last one, as MD5 and SHA-256 both want it.
struct HashBlocks: Sendable {
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    /// Adds bytes and hands on the blocks that are full.
    mutating func add(_ bytes: some Collection<UInt8>, _ compress: (UnsafePointer<UInt8>) -> Void) {
        length &+= UInt64(bytes.count)
        if bytes.withContiguousStorageIfAvailable({ addStored($0, compress) }) == nil {
            Array(bytes).withUnsafeBufferPointer { addStored($0, compress) }
        }
    }

    private mutating func addStored(_ bytes: UnsafeBufferPointer<UInt8>, _ compress: (UnsafePointer<UInt8>) -> Void) {
        var start = 0
        if !pending.isEmpty {
            start = min(64 - pending.count, bytes.count)
            pending += bytes[..<start]
            if pending.count < 64 { return }
            pending.withUnsafeBufferPointer { block in block.baseAddress.map(compress) }
            pending.removeAll(keepingCapacity: true)
        }
        guard let base = bytes.baseAddress else { return }
        while bytes.count - start >= 64 {
            compress(base + start)
            start += 64
        }
        pending += bytes[start...]
    }

    /// Adds the padding with the length and hands on what is left.
    mutating func close(bigEndian: Bool, _ compress: (UnsafePointer<UInt8>) -> Void) {
        let bits = length &* 8
        pending.append(0x80)
        while pending.count % 64 != 56 { pending.append(0) }
        for index in 0..<8 {
            let shift = UInt64(bigEndian ? 56 - index * 8 : index * 8)
            pending.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        pending.withUnsafeBufferPointer { blocks in
            guard let base = blocks.baseAddress else { return }
            for start in stride(from: 0, to: blocks.count, by: 64) { compress(base + start) }
        }
    }

    /// The bytes of a hash's words, those of a word lowest first.
    static func bytes(_ words: some Sequence<UInt32>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in words {
            for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// Bytes as hexadecimal digits in lower case.
    static func hex(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
            for (index, byte) in bytes.enumerated() {
                digits[index * 2] = digit(byte >> 4)
                digits[index * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
}
