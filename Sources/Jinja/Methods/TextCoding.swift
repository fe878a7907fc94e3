/// Text to bytes and back: the encodings templates may ask for.
enum TextCoding {
    case utf8, ascii, latin1
    case utf16(bigEndian: Bool, mark: Bool)
    case utf32(bigEndian: Bool, mark: Bool)

    /// An encoding by one of Python's names. Throws where it is unknown.
    init(_ name: String) throws {
        switch name.lowercased().replacingUnderscores {
        case "utf-8", "utf8", "u8", "utf": self = .utf8
        case "ascii", "us-ascii", "646": self = .ascii
        case "latin-1", "latin1", "iso-8859-1", "iso8859-1", "8859", "l1": self = .latin1
        case "utf-16", "utf16": self = .utf16(bigEndian: false, mark: true)
        case "utf-16-le", "utf-16le": self = .utf16(bigEndian: false, mark: false)
        case "utf-16-be", "utf-16be": self = .utf16(bigEndian: true, mark: false)
        case "utf-32", "utf32": self = .utf32(bigEndian: false, mark: true)
        case "utf-32-le", "utf-32le": self = .utf32(bigEndian: false, mark: false)
        case "utf-32-be", "utf-32be": self = .utf32(bigEndian: true, mark: false)
        default: throw JinjaError(.value, "unknown encoding: \(name)")
        }
    }

    private var shownName: String {
        switch self {
        case .utf8: "utf-8"
        case .ascii: "ascii"
        case .latin1: "latin-1"
        case .utf16: "utf-16"
        case .utf32: "utf-32"
        }
    }

    /// The bytes of a text. Throws a ValueError for characters the encoding lacks, unless `errors` says how to write them.
    func encode(_ text: String, errors: String) throws -> [UInt8] {
        switch self {
        case .utf8: return Array(text.utf8)
        case .ascii: return try encode(text, below: 128, errors)
        case .latin1: return try encode(text, below: 256, errors)
        case .utf16(let bigEndian, let mark):
            var out: [UInt8] = mark ? [0xFF, 0xFE] : []
            for unit in text.utf16 { Self.append(UInt32(unit), 2, bigEndian, to: &out) }
            return out
        case .utf32(let bigEndian, let mark):
            var out: [UInt8] = mark ? [0xFF, 0xFE, 0, 0] : []
            for scalar in text.unicodeScalars { Self.append(scalar.value, 4, bigEndian, to: &out) }
            return out
        }
    }

    private static func append(_ code: UInt32, _ width: Int, _ bigEndian: Bool, to out: inout [UInt8]) {
        for index in 0..<width {
            let shift = UInt32(8 * (bigEndian ? width - 1 - index : index))
            out.append(UInt8(truncatingIfNeeded: code >> shift))
        }
    }

    private func encode(_ text: String, below limit: UInt32, _ errors: String) throws -> [UInt8] {
        var out: [UInt8] = []
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if scalar.value < limit {
                out.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            switch errors {
            case "ignore": continue
            case "replace": out.append(UInt8(ascii: "?"))
            case "xmlcharrefreplace": out += Array("&#\(scalar.value);".utf8)
            case "backslashreplace": out += Array(try Value.string(String(scalar)).asciiRepr().utf8.dropFirst().dropLast())
            case "strict":
                let shown = try Value.string(String(scalar)).asciiRepr()
                throw JinjaError(
                    .value, "'\(shownName)' codec can't encode character \(shown) in position \(index): ordinal not in range(\(limit))")
            default: throw JinjaError(.value, "unknown error handler name '\(errors)'")
            }
        }
        return out
    }

    /// The text of bytes. Throws a ValueError for bytes the encoding does not know, unless `errors` is `replace` or `ignore`.
    func decode(_ bytes: [UInt8], errors: String) throws -> String {
        switch self {
        case .latin1: return TextSplitting.string(bytes.map { Unicode.Scalar($0) })
        case .ascii:
            var scalars: [Unicode.Scalar] = []
            for (index, byte) in bytes.enumerated() {
                if byte < 128 {
                    scalars.append(Unicode.Scalar(byte))
                } else if errors == "strict" {
                    throw JinjaError(
                        .value,
                        "'ascii' codec can't decode byte 0x\(String(byte, radix: 16)) in position \(index): ordinal not in range(128)")
                } else if errors == "replace" {
                    scalars.append("\u{FFFD}")
                }
            }
            return TextSplitting.string(scalars)
        case .utf8:
            if errors == "strict", let place = Self.firstInvalid(bytes) {
                throw JinjaError(
                    .value, "'utf-8' codec can't decode byte 0x\(String(bytes[place], radix: 16)) in position \(place): invalid start byte")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            return errors == "ignore" ? TextSplitting.string(text.unicodeScalars.filter { $0 != "\u{FFFD}" }) : text
        case .utf16(let bigEndian, let mark):
            var units: [UInt16] = Self.units(bytes, 2, bigEndian).map { UInt16(truncatingIfNeeded: $0) }
            if mark, units.first == 0xFEFF { units.removeFirst() }
            return String(decoding: units, as: UTF16.self)
        case .utf32(let bigEndian, let mark):
            var units = Self.units(bytes, 4, bigEndian)
            if mark, units.first == 0xFEFF { units.removeFirst() }
            return String(decoding: units, as: UTF32.self)
        }
    }

    private static func units(_ bytes: [UInt8], _ width: Int, _ bigEndian: Bool) -> [UInt32] {
        stride(from: 0, to: bytes.count - bytes.count % width, by: width).map { start in
            var code: UInt32 = 0
            for index in 0..<width {
                code |= UInt32(bytes[start + index]) << UInt32(8 * (bigEndian ? width - 1 - index : index))
            }
            return code
        }
    }

    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        var decoder = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var place = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): place += scalar.count
            case .emptyInput: return nil
            case .error: return min(place, bytes.count - 1)
            }
        }
    }
}

extension String {
    fileprivate var replacingUnderscores: String {
        String(decoding: utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }
}
