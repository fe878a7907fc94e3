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
        var tail: [UInt8] = [0x80]
        while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
        for index in 0..<8 {
            let shift = UInt64(bigEndian ? 56 - index * 8 : index * 8)
            tail.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        tail.withUnsafeBufferPointer { addStored($0, compress) }
    }

    /// The bytes of a word, lowest first.
    static func bytes(_ word: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }

    /// Bytes as hexadecimal digits in lower case.
    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
