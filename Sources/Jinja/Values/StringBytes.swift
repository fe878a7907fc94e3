/// Whether two texts are the same bytes. Swift's own `==` calls canonically equivalent texts equal, which Python does not.
@inlinable
public func sameText(_ left: String, _ right: String) -> Bool {
    let first = left.utf8
    let second = right.utf8
    if first.count != second.count { return false }
    return first.elementsEqual(second)
}

/// Python's order of texts: by code point, which for UTF-8 is the order of the bytes. Below 0, 0 or above 0.
public func orderOfText(_ left: String, _ right: String) -> Int {
    var first = left.utf8.makeIterator()
    var second = right.utf8.makeIterator()
    while true {
        switch (first.next(), second.next()) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (let a?, let b?):
            if a != b { return a < b ? -1 : 1 }
        }
    }
}

extension String {
    /// `len(text)`: the number of Unicode scalars.
    @inlinable
    public var scalarCount: Int {
        var count = 0
        for byte in utf8 where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Whether every byte is ASCII, so that bytes, scalars and positions are the same thing.
    @inlinable
    public var isASCII: Bool {
        for byte in utf8 where byte >= 0x80 { return false }
        return true
    }

    /// Adds the bytes to a hash, so that equal bytes hash alike.
    @inlinable
    func hashBytes(into hasher: inout Hasher) {
        var copy = self
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
