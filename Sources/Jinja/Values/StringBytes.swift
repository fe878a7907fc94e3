import Glibc

/// Whether two texts are the same bytes. Swift's own `==` calls canonically equivalent texts equal, which Python does not.
public func sameText(_ left: String, _ right: String) -> Bool {
    let count = left.utf8.count
    if count != right.utf8.count { return false }
    if count == 0 { return true }
    return compare(left, right, count).map { $0 == 0 } ?? left.utf8.elementsEqual(right.utf8)
}

/// Python's order of texts: by code point, which for UTF-8 is the order of the bytes. Below 0, 0 or above 0.
public func orderOfText(_ left: String, _ right: String) -> Int {
    let (a, b) = (left.utf8.count, right.utf8.count)
    let common = min(a, b)
    if let order = compare(left, right, common) { return order != 0 ? order : (a < b ? -1 : (a == b ? 0 : 1)) }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : (sameText(left, right) ? 0 : 1)
}

/// The order of the first `count` bytes; nil where Swift has not stored the texts as bytes in memory.
@inline(__always)
private func compare(_ left: String, _ right: String, _ count: Int) -> Int? {
    if count == 0 { return 0 }
    let order = left.utf8.withContiguousStorageIfAvailable { first in
        right.utf8.withContiguousStorageIfAvailable { second -> Int in
            guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
            return Int(memcmp(a, b, count))
        }
    }
    return order ?? nil
}

extension String {
    /// `len(text)`: the number of Unicode scalars.
    public var scalarCount: Int {
        var copy = self
        return copy.withUTF8 { bytes in
            var continuing = 0
            for byte in bytes { continuing &+= byte & 0xC0 == 0x80 ? 1 : 0 }
            return bytes.count - continuing
        }
    }

    /// Whether every byte is ASCII, so that bytes, scalars and positions are the same thing.
    public var isASCII: Bool {
        var copy = self
        return copy.withUTF8 { bytes in
            var all: UInt8 = 0
            for byte in bytes { all |= byte }
            return all < 0x80
        }
    }

    /// A hash of the bytes, the same in the whole process: eight bytes a step, mixed at the end.
    var bytesHash: Int {
        var copy = self
        return copy.withUTF8 { bytes in
            var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
            var index = 0
            let raw = UnsafeRawBufferPointer(bytes)
            while index + 8 <= bytes.count {
                hash = (hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
                hash ^= hash >> 32
                index += 8
            }
            var tail: UInt64 = 0
            while index < bytes.count {
                tail = tail << 8 | UInt64(bytes[index])
                index += 1
            }
            hash = (hash ^ tail) &* 0xC4CE_B9FE_1A85_EC53
            hash ^= hash >> 29
            return Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 1)
        }
    }

    /// Adds the bytes to a hash, so that equal bytes hash alike.
    func hashBytes(into hasher: inout Hasher) {
        var copy = self
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension [UInt8] {
    /// Adds the bytes of a text: at once where it has them in memory, as nearly every text does.
    @inline(__always)
    mutating func append(text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ append(contentsOf: $0) }) == nil { append(contentsOf: text.utf8) }
    }
}
