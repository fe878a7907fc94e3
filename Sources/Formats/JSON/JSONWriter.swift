/// Writes JSON piece by piece into a buffer, in the order the pieces come.
///
/// The buffer is handed on and emptied whenever it is full, so a large artifact never stands in memory as a whole. Commas and colons are put
/// where they belong; the caller keeps objects and arrays balanced and gives every value of an object a key.
///
/// ```swift
/// var json = JSONWriter(style: .python)
/// json.beginObject()
/// json.key("name"); json.string("orders")
/// json.endObject()
/// let bytes = try json.finish()
/// ```
public struct JSONWriter {
    /// How the text looks.
    public struct Style: Sendable {
        /// Whether everything beyond ASCII is written as an escape (`\u00e9`).
        public var isASCII: Bool
        /// What stands between two members on one line: `, ` or `,`.
        public var spaced: Bool
        /// Spaces per level if every member stands on its own line; nil for one line.
        public var indent: Int?
        /// Whether `NaN` and `Infinity` are written, which JSON does not know; `null` otherwise.
        public var allowsNonFinite: Bool

        /// A style from its parts.
        public init(isASCII: Bool, spaced: Bool, indent: Int? = nil, allowsNonFinite: Bool = true) {
            self.isASCII = isASCII
            self.spaced = spaced
            self.indent = indent
            self.allowsNonFinite = allowsNonFinite
        }

        /// What Python's `json.dumps` writes by default, and so what dbt's artifacts look like.
        public static let python = Style(isASCII: true, spaced: true)
        /// No space at all, UTF-8 text.
        public static let compact = Style(isASCII: false, spaced: false, allowsNonFinite: false)
    }

    /// What a full buffer is handed to.
    public typealias Spill = ([UInt8]) throws -> Void

    private let style: Style
    private let spill: Spill?
    private let spillSize: Int
    private var buffer: [UInt8] = []
    /// Number of members written so far in each open object or array.
    private var counts: [Int] = [0]
    private var awaitsValue = false
    private var failure: (any Error)?
    /// The number that was written last, which is dear to make text of.
    private var lastNumber: (value: Double, text: String)?

    /// A writer; without `spill` the whole text is kept and returned by `finish`.
    ///
    /// - Parameters:
    ///   - style: How the text looks.
    ///   - spillSize: How many bytes are gathered before they are handed on.
    ///   - spill: Takes a part of the text. An error it throws ends the output and is thrown by `finish`.
    public init(style: Style = .python, spillSize: Int = 1 << 18, spill: Spill? = nil) {
        self.style = style
        self.spill = spill
        self.spillSize = spillSize
    }

    /// The rest of the text: all of it without a `spill`, nothing with one. Throws what `spill` threw.
    public mutating func finish() throws -> [UInt8] {
        if let failure { throw failure }
        if let spill {
            if !buffer.isEmpty { try spill(buffer) }
            buffer = []
        }
        return buffer
    }

    /// The writer as it stands, with nothing left here: for a value that writes through it and gives it back, without a copy of the buffer.
    public mutating func taken() -> JSONWriter {
        let writer = self
        buffer = []
        counts = []
        return writer
    }

    // MARK: Objects and arrays

    /// Opens an object.
    public mutating func beginObject() { begin(UInt8(ascii: "{")) }
    /// Closes the object that was opened last.
    public mutating func endObject() { end(UInt8(ascii: "}")) }
    /// Opens an array.
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }
    /// Closes the array that was opened last.
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// The name of the next member of an object.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        buffer.append(UInt8(ascii: ":"))
        if style.spaced || style.indent != nil { buffer.append(UInt8(ascii: " ")) }
        awaitsValue = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        buffer.append(bracket)
        counts.append(0)
    }

    private mutating func end(_ bracket: UInt8) {
        let members = counts.count > 1 ? counts.removeLast() : 0
        if members > 0, style.indent != nil { breakLine() }
        buffer.append(bracket)
        flushIfFull()
    }

    private mutating func separate() {
        if awaitsValue {
            awaitsValue = false
            return
        }
        let last = counts.count - 1
        if last > 0 {
            if counts[last] > 0 { buffer.append(UInt8(ascii: ",")) }
            if style.indent != nil {
                breakLine()
            } else if counts[last] > 0, style.spaced {
                buffer.append(UInt8(ascii: " "))
            }
        }
        counts[last] += 1
    }

    private mutating func breakLine() {
        buffer.append(UInt8(ascii: "\n"))
        buffer.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (style.indent ?? 0) * (counts.count - 1)))
    }

    // MARK: Values

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        quote(text)
        flushIfFull()
    }

    /// Writes a string, or `null` for nil.
    public mutating func string(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// Writes an integer.
    public mutating func int(_ value: Int) { raw(String(value)) }

    /// Writes a double as Python's `repr` does.
    public mutating func double(_ value: Double) {
        if value.isFinite {
            // The same moment stands in every resource of a manifest.
            if lastNumber?.value.bitPattern != value.bitPattern { lastNumber = (value, FloatText.repr(value)) }
            return raw(lastNumber?.text ?? "")
        }
        guard style.allowsNonFinite else { return null() }
        raw(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { raw("null") }

    /// Writes text that is JSON already.
    public mutating func raw(_ json: String) {
        separate()
        var json = json
        json.withUTF8 { buffer.append(contentsOf: $0) }
        flushIfFull()
    }

    /// Writes a value with all it holds; dates and timestamps as strings in ISO form.
    public mutating func value(_ value: ConfigValue) {
        switch value.kind {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): int(value)
        case .bigInteger(let digits): raw(digits)
        case .float(let value): double(value)
        case .string(let text), .date(let text), .timestamp(let text): string(text)
        case .list(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .map(let map):
            beginObject()
            for entry in map {
                key(entry.name)
                self.value(entry.value)
            }
            endObject()
        }
    }

    /// The text of one value.
    public static func text(of value: ConfigValue, style: Style = .python) -> String {
        var writer = JSONWriter(style: style)
        writer.value(value)
        return String(decoding: writer.buffer, as: UTF8.self)
    }

    private mutating func flushIfFull() {
        guard let spill, buffer.count >= spillSize else { return }
        if failure == nil {
            do { try spill(buffer) } catch { failure = error }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    // MARK: Strings

    private mutating func quote(_ text: String) {
        var text = text
        buffer.append(UInt8(ascii: "\""))
        let isASCII = style.isASCII
        text.withUTF8 { bytes in
            var start = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if index + 8 <= bytes.count,
                    Self.isPlain(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self))
                {
                    index += 8
                    continue
                }
                if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && (byte < 0x7F || !isASCII) {
                    index += 1
                    continue
                }
                buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                index += escape(bytes, at: index)
                start = index
            }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// Whether none of eight bytes needs an escape in any style: all are printable ASCII other than quote and backslash. Each byte is looked
    /// at in its own place of the word; the highest bit of a place tells of it (Mycroft's test for a zero byte).
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found = word | (word &+ ones) | (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
        return found & (ones &* 0x80) == 0
    }

    /// Writes the escape of the character that starts at `index`; the number of bytes it took.
    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let byte = bytes[index]
        guard byte >= 0x80 else {
            escapeASCII(byte)
            return 1
        }
        var decoder = UTF8()
        var rest = bytes[index...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&rest) else {
            escapeUnit(0xFFFD)
            return 1
        }
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escapeUnit(unit) }
        return UTF8.width(scalar)
    }

    private mutating func escapeASCII(_ byte: UInt8) {
        let short: UInt8? =
            switch byte {
            case 0x22: UInt8(ascii: "\"")
            case 0x5C: UInt8(ascii: "\\")
            case 0x0A: UInt8(ascii: "n")
            case 0x0D: UInt8(ascii: "r")
            case 0x09: UInt8(ascii: "t")
            case 0x08: UInt8(ascii: "b")
            case 0x0C: UInt8(ascii: "f")
            default: nil
            }
        guard let short else { return escapeUnit(UInt16(byte)) }
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(short)
    }

    private mutating func escapeUnit(_ unit: UInt16) {
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8((unit >> UInt16(shift)) & 0xF)
            buffer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
