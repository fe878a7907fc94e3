import Diagnostics
import Formats

/// Small CSV texts as mappings by column, as Python's `csv.DictReader` gives them.
enum CSVRows {
    /// The rows; every value is text. A short row has null for what is missing, a long row loses what is too much.
    static func read(_ file: SourceFile) -> [ConfigMap] {
        var records = records(file.bytes).filter { !$0.isEmpty }
        guard !records.isEmpty else { return [] }
        let header = records.removeFirst()
        return records.map { record in
            ConfigMap(header.enumerated().map { ($1, $0 < record.count ? .string(record[$0]) : .null) })
        }
    }

    private static func records(_ bytes: [UInt8]) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var hasContent = false
        var index = 0
        func endField() {
            record.append(String(decoding: field, as: UTF8.self))
            field = []
        }
        func endRecord() {
            if hasContent { endField() }
            records.append(record)
            record = []
            hasContent = false
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: ","):
                hasContent = true
                endField()
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
                endRecord()
            case UInt8(ascii: "\"") where field.isEmpty:
                isQuoted = true
                hasContent = true
            default:
                field.append(byte)
                hasContent = true
            }
        }
        if hasContent { endRecord() }
        return records
    }
}
