import Glibc

/// Text as UTF-8 bytes that is indexed by Unicode scalars, as Python indexes `str`; for ASCII text both are the same.
struct ScalarText {
    /// The text, UTF-8.
    let bytes: [UInt8]
    /// Whether every byte is a scalar of its own.
    let isASCII: Bool
    /// `len(text)`.
    let count: Int

    /// The scalars of a string.
    init(_ text: String) {
        bytes = Array(text.utf8)
        var scalars = 0
        for byte in bytes where byte & 0xC0 != 0x80 { scalars += 1 }
        count = scalars
        isASCII = scalars == bytes.count
    }

    /// The offset of the byte where scalar number `index` starts; the end for an index past it.
    func byteOffset(_ index: Int) -> Int {
        if index <= 0 { return 0 }
        if isASCII || index >= count { return min(index >= count ? bytes.count : index, bytes.count) }
        var seen = 0
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if seen == index { return offset }
            seen += 1
        }
        return bytes.count
    }

    /// The number of the scalar that starts at a byte offset.
    func scalarIndex(_ offset: Int) -> Int {
        if isASCII { return offset }
        var seen = 0
        for byte in bytes[..<offset] where byte & 0xC0 != 0x80 { seen += 1 }
        return seen
    }

    /// The bytes between two offsets as a string.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The byte range of Python's `[start:end]`, negative counts from the end; nil where start lies past the end (nothing is found there).
    func range(_ start: Int?, _ end: Int?) -> Range<Int>? {
        var low = start ?? 0
        var high = end ?? count
        if high > count { high = count }
        if high < 0 { high = max(0, high + count) }
        if low < 0 { low = max(0, low + count) }
        guard low <= high else { return nil }
        return byteOffset(low)..<byteOffset(high)
    }
}

/// Searching bytes in bytes; UTF-8 lets text be searched this way.
enum TextSearch {
    /// The first offset in `range` where `needle` stands, or nil.
    static func first(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        if needle.isEmpty { return range.lowerBound }
        if needle.count > range.count { return nil }
        let start = needle[0]
        let lastPlace = range.upperBound - needle.count
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var offset = range.lowerBound
            while offset <= lastPlace, let found = memchr(base + offset, Int32(start), lastPlace - offset + 1) {
                offset = UnsafeRawPointer(found) - base
                if memcmp(base + offset, needle, needle.count) == 0 { return offset }
                offset += 1
            }
            return nil
        }
    }

    /// The last offset in `range` where `needle` stands, or nil.
    static func last(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        if needle.isEmpty { return range.upperBound }
        var offset = range.upperBound - needle.count
        while offset >= range.lowerBound {
            if bytes[offset] == needle[0], bytes[offset..<(offset + needle.count)].elementsEqual(needle) { return offset }
            offset -= 1
        }
        return nil
    }

    /// All offsets in `range` where `needle` (not empty) stands, without overlaps, at most `limit`.
    static func all(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>, limit: Int = .max) -> [Int] {
        var found: [Int] = []
        var start = range.lowerBound
        while found.count < limit, let offset = first(needle, in: bytes, start..<range.upperBound) {
            found.append(offset)
            start = offset + needle.count
        }
        return found
    }

    /// `text.replace(old, new, count)`; a negative count replaces all. Throws an overflow error for a result too large.
    static func replace(_ text: String, _ old: String, _ new: String, count: Int = -1) throws -> String {
        let limit = count < 0 ? Int.max : count
        if limit == 0 { return text }
        if old.isEmpty { return try interleave(Array(text.utf8), Array(new.utf8), limit: limit) }
        var (text, old, new) = (text, old, new)
        return try text.withUTF8 { bytes in
            try old.withUTF8 { needle in try new.withUTF8 { try replace(bytes, needle, $0, limit: limit) } }
        } ?? text
    }

    /// The text with up to `limit` places of a part replaced; nil where it has none.
    private static func replace(
        _ bytes: UnsafeBufferPointer<UInt8>, _ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws -> String? {
        var places = 0
        var from = 0
        while places < limit, let place = bytes.firstIndex(of: old, from: from) {
            places += 1
            from = place + old.count
        }
        if places == 0 { return nil }
        try TextLimit.check(places, times: new.count)
        let size = bytes.count + places * (new.count - old.count)
        try TextLimit.check(size)
        return String(unsafeUninitializedCapacity: size) { out in
            var (read, written) = (0, 0)
            func copy(_ part: Slice<UnsafeBufferPointer<UInt8>>) {
                written = UnsafeMutableBufferPointer(rebasing: out[written...]).update(fromContentsOf: part) + written
            }
            for _ in 0..<places {
                guard let place = bytes.firstIndex(of: old, from: read) else { break }
                copy(bytes[read..<place])
                copy(new[...])
                read = place + old.count
            }
            copy(bytes[read...])
            return written
        }
    }

    private static func interleave(_ bytes: [UInt8], _ inserted: [UInt8], limit: Int) throws -> String {
        try TextLimit.check(bytes.count + 1, times: max(1, inserted.count))
        var out: [UInt8] = []
        var done = 0
        for byte in bytes {
            if byte & 0xC0 != 0x80, done < limit {
                out += inserted
                done += 1
            }
            out.append(byte)
        }
        if done < limit { out += inserted }
        return String(decoding: out, as: UTF8.self)
    }
}
