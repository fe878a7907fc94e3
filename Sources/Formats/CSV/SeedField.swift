internal import Diagnostics

/// Reads single fields, where they stand in the bytes of a row.
enum SeedField {
    /// A field without the white space around it.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        guard let first = range.first, !(0x21...0x7E).contains(bytes[first]) || !(0x21...0x7E).contains(bytes[range.upperBound - 1]) else {
            return range
        }
        return WhiteSpace.trimmed(bytes, in: range)
    }

    /// Whether a field without white space around it is null.
    static func isNull(_ bytes: [UInt8], _ range: Range<Int>) -> Bool { range.isEmpty || equals(bytes, range, "null") }

    /// `true`, `false`, or null inside; nil where it is no boolean. Commas in it do not count.
    static func boolean(_ bytes: [UInt8], _ range: Range<Int>) -> SeedValue? {
        guard range.count <= 64 else { return nil }
        if let value = word(bytes, range) { return value }
        guard bytes[range].contains(UInt8(ascii: ",")) else { return nil }
        let plain = bytes[range].filter { $0 != UInt8(ascii: ",") }
        return word(plain, WhiteSpace.trimmed(plain, in: 0..<plain.count))
    }

    private static func word(_ bytes: [UInt8], _ range: Range<Int>) -> SeedValue? {
        if isNull(bytes, range) { return .null }
        return equals(bytes, range, "true") ? .bool(true) : equals(bytes, range, "false") ? .bool(false) : nil
    }

    /// The value of a field in a column of some type; nil where it has no value of that type. A text that is not in the row as it stands is put
    /// behind it.
    static func value(_ index: Int, of row: inout CSVRow, as type: SeedType) -> SeedValue? {
        let range = row.range(index)
        let trimmed = trimmed(row.bytes, range)
        if isNull(row.bytes, trimmed) { return .null }
        switch type {
        case .text: return .text(range)
        case .number:
            if let plain = PlainNumber(row.bytes, trimmed), plain.isWrittenSo { return .number(trimmed) }
            return SeedNumber(row.bytes[trimmed]).map { .number(row.add($0.text)) }
        case .date:
            if CivilDate(written: row.bytes, trimmed) != nil { return .date(trimmed) }
            return SeedDates.date(row.bytes, trimmed).map { .date(row.add($0.text)) }
        case .dateTime:
            if CivilDateTime(written: row.bytes, trimmed, separator: UInt8(ascii: " ")) != nil { return .timestamp(trimmed) }
            return SeedDates.dateTime(row.bytes, trimmed).map { .timestamp(row.add($0.text)) }
        case .isoDateTime: return SeedDates.isoDateTime(row.bytes, trimmed).map { .timestamp(row.add($0.text)) }
        case .boolean: return boolean(row.bytes, trimmed)
        case .integer: return nil
        }
    }

    /// Equal but for the case of ASCII letters.
    private static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let text = bytes.span
        var offset = 0
        while offset < range.count {
            if text[range.lowerBound + offset] | 0x20 != word.utf8Start[offset] { return false }
            offset += 1
        }
        return true
    }
}
