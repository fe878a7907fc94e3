internal import Diagnostics

/// Reads single fields, where they stand in the bytes of a row.
enum SeedField {
    /// A field without the white space around it.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        let text = bytes.span.extracting(range)
        let isTight = text.isEmpty || (0x21...0x7E).contains(text[0]) && (0x21...0x7E).contains(text[text.count - 1])
        return isTight ? range : WhiteSpace.trimmed(bytes, in: range)
    }

    /// Whether a field without white space around it is null.
    static func isNull(_ text: Span<UInt8>) -> Bool { text.isEmpty || equals(text, "null") }

    /// `true`, `false`, or null inside; nil where it is no boolean. Commas in it do not count.
    static func boolean(_ bytes: [UInt8], _ range: Range<Int>) -> SeedValue? {
        guard range.count <= 64 else { return nil }
        if let value = word(bytes.span.extracting(range)) { return value }
        guard bytes[range].contains(UInt8(ascii: ",")) else { return nil }
        let plain = bytes[range].filter { $0 != UInt8(ascii: ",") }
        return word(plain.span.extracting(WhiteSpace.trimmed(plain, in: 0..<plain.count)))
    }

    private static func word(_ text: Span<UInt8>) -> SeedValue? {
        if isNull(text) { return .null }
        return equals(text, "true") ? .bool(true) : equals(text, "false") ? .bool(false) : nil
    }

    /// The value of a field in a column of some type; nil where it has no value of that type. A text that is not in the row as it stands is put
    /// behind it.
    static func value(_ index: Int, of row: inout CSVRow, as type: SeedType) -> SeedValue? {
        let range = row.range(index)
        let trimmed = trimmed(row.bytes, range)
        if isNull(row.bytes.span.extracting(trimmed)) { return .null }
        switch type {
        case .text: return .text(range)
        case .number:
            if let plain = PlainNumber(row.bytes.span.extracting(trimmed)), plain.isWrittenSo { return .number(trimmed) }
            return SeedNumber(row.bytes[trimmed]).map { .number(row.add($0.text)) }
        case .date:
            if CivilDate(written: row.bytes.span.extracting(trimmed)) != nil { return .date(trimmed) }
            return SeedDates.date(row.bytes, trimmed).map { .date(row.add($0.text)) }
        case .dateTime:
            if isWritten(row.bytes.span.extracting(trimmed)) { return .timestamp(trimmed) }
            return SeedDates.dateTime(row.bytes, trimmed).map { .timestamp(row.add($0.text)) }
        case .isoDateTime: return SeedDates.isoDateTime(row.bytes, trimmed).map { .timestamp(row.add($0.text)) }
        case .boolean: return boolean(row.bytes, trimmed)
        case .integer: return nil
        }
    }

    /// Whether a point in time stands there as it is handed on.
    private static func isWritten(_ text: Span<UInt8>) -> Bool { CivilDateTime(written: text, separator: UInt8(ascii: " ")) != nil }

    /// Equal but for the case of ASCII letters.
    private static func equals(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }
}
