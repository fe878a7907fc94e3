internal import Diagnostics

/// One pass over a JSON text, with a stack of its own instead of recursion.
struct JSONParser {
    let file: SourceFile
    let bytes: [UInt8]
    let options: JSONReader.Options
    var position = 0

    /// An object or array that is open.
    private struct Open {
        let start: Int
        let isObject: Bool
        var elements: [ConfigValue] = []
        var map = ConfigMap()
        var key: (name: String, value: ConfigValue)?
    }

    private var open: [Open] = []

    init(file: SourceFile, options: JSONReader.Options) {
        self.file = file
        self.bytes = file.bytes
        self.options = options
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The byte at the position, or zero at the end.
    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func read() throws(Diagnostic) -> ConfigValue {
        while true {
            skipSpace()
            if let value = try readValueOrOpen(), let result = try close(over: value) {
                skipSpace()
                guard position == bytes.count else { throw problem("Extra data", at: position) }
                return result
            }
        }
    }

    // MARK: Structure

    /// Reads a value at the position; nil where an object or array was opened that has members.
    private mutating func readValueOrOpen() throws(Diagnostic) -> ConfigValue? {
        let start = position
        switch next {
        case UInt8(ascii: "{"):
            return try openCollection(isObject: true, closing: UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            return try openCollection(isObject: false, closing: UInt8(ascii: "]"))
        case UInt8(ascii: "\""):
            let text = try readString()
            return value(.string(text), from: start)
        default:
            return value(try readWordOrNumber(), from: start)
        }
    }

    private mutating func openCollection(isObject: Bool, closing: UInt8) throws(Diagnostic) -> ConfigValue? {
        let start = position
        guard open.count < options.depthLimit else {
            throw problem("objects and arrays nest more than \(options.depthLimit) levels deep", at: start)
        }
        position += 1
        skipSpace()
        if next == closing {
            position += 1
            return value(isObject ? .map(ConfigMap()) : .list([]), from: start)
        }
        open.append(Open(start: start, isObject: isObject))
        if isObject { try readKey() }
        return nil
    }

    /// Puts a finished value into what is open and closes what ends behind it; the result once nothing is open.
    private mutating func close(over finished: ConfigValue) throws(Diagnostic) -> ConfigValue? {
        var finished = finished
        while !open.isEmpty {
            let last = open.count - 1
            if let key = open[last].key {
                open[last].map.set(key.name, key: key.value, finished)
                open[last].key = nil
            } else {
                open[last].elements.append(finished)
            }
            skipSpace()
            let closing = open[last].isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            if next == UInt8(ascii: ",") {
                position += 1
                skipSpace()
                if open[last].isObject { try readKey() }
                return nil
            }
            guard next == closing, position < bytes.count else { throw problem("Expecting ',' delimiter", at: position) }
            position += 1
            let done = open.removeLast()
            finished = value(done.isObject ? .map(done.map) : .list(done.elements), from: done.start)
        }
        return finished
    }

    private mutating func readKey() throws(Diagnostic) {
        let start = position
        guard next == UInt8(ascii: "\"") else { throw problem("Expecting property name enclosed in double quotes", at: position) }
        let name = try readString()
        let key = value(.string(name), from: start)
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw problem("Expecting ':' delimiter", at: position) }
        position += 1
        open[open.count - 1].key = (name, key)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func value(_ kind: ConfigValue.Kind, from start: Int) -> ConfigValue {
        ConfigValue(kind, at: options.keepsSpans ? SourceSpan(file, start, position) : nil)
    }

    /// A syntax error at a byte.
    func problem(_ message: String, at offset: Int) -> Diagnostic {
        Diagnostic("json-syntax", .error, message, at: SourceSpan(file, offset, min(offset + 1, bytes.count)))
    }

    // MARK: Words and numbers

    private static let words: [(text: StaticString, kind: ConfigValue.Kind, isPlain: Bool)] = [
        ("true", .bool(true), true), ("false", .bool(false), true), ("null", .null, true), ("NaN", .float(.nan), false),
        ("Infinity", .float(.infinity), false), ("-Infinity", .float(-.infinity), false),
    ]

    private mutating func readWordOrNumber() throws(Diagnostic) -> ConfigValue.Kind {
        if next.isDigit || next == UInt8(ascii: "-"), let number = readNumber() { return number }
        for word in Self.words where word.isPlain || options.allowsNonFinite {
            if skip(word.text) { return word.kind }
        }
        throw problem("Expecting value", at: position)
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    /// Reads a number; nil, without moving, where there is none. What follows a number is not looked at, as with Python's scanner.
    private mutating func readNumber() -> ConfigValue.Kind? {
        let start = position
        var end = start
        if bytes[end] == UInt8(ascii: "-") { end += 1 }
        guard let digits = digitsEnd(from: end) else { return nil }
        if digits > end + 1, bytes[end] == UInt8(ascii: "0") {
            position = end + 1
            return .int(0)
        }
        end = digits
        var isFloat = false
        if end < bytes.count, bytes[end] == UInt8(ascii: "."), let fraction = digitsEnd(from: end + 1) {
            end = fraction
            isFloat = true
        }
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if exponent < bytes.count, bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-") { exponent += 1 }
            if let last = digitsEnd(from: exponent) {
                end = last
                isFloat = true
            }
        }
        position = end
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        if isFloat { return .float(Double(text) ?? .nan) }
        return Int(text).map { .int($0) } ?? .bigInteger(text)
    }

    /// The end of a run of digits; nil where there is none.
    private func digitsEnd(from start: Int) -> Int? {
        var end = start
        while end < bytes.count, bytes[end].isDigit { end += 1 }
        return end > start ? end : nil
    }
}
