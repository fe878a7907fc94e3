/// Where output goes: text, or the pieces of a native template. Belongs to the one who captures; statements write into it.
struct Sink: ~Copyable {
    private var bytes: [UInt8]
    private(set) var pieces: [Value] = []
    let isNative: Bool
    /// How many pieces were written; what the join of a faulty piece complains about.
    private var count = 0
    /// A piece that is no text, met in text mode: fails when the pieces are joined.
    private var failure: (any Error)?

    /// A sink that writes into a buffer, which has to be empty.
    init(isNative: Bool, buffer: [UInt8] = []) {
        self.isNative = isNative
        bytes = buffer
    }

    /// Writes text as it stands in the template.
    mutating func append(_ text: ArraySlice<UInt8>) throws {
        if isNative {
            pieces.append(.string(String(decoding: text, as: UTF8.self)))
        } else {
            text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            count += 1
            try checkSize()
        }
    }

    /// Writes a value as `{{ value }}` does.
    mutating func append(_ value: Value, escaped: Bool) throws {
        if isNative {
            pieces.append(value)
        } else if escaped {
            count += 1
            write(try Markup.escape(value).text)
            try checkSize()
        } else if try !appendPlain(value) {
            count += 1
            write(try value.str())
            try checkSize()
        }
    }

    /// Writes the text of a value that is no object; false where it is one. Not for native sinks.
    mutating func appendPlain(_ value: Value) throws -> Bool {
        switch value {
        case .string(let text): write(text)
        case .int(let int): write(int)
        case .undefined: break
        case .object: return false
        default: write(try value.str())
        }
        count += 1
        try checkSize()
        return true
    }

    /// Writes one piece bit by bit: fails where a bit of it does. Not for native sinks.
    mutating func writePart(_ body: (inout Sink) throws -> Void) throws {
        let (outerCount, outerFailure) = (count, failure)
        (count, failure) = (0, nil)
        try body(&self)
        if let failure { throw failure }
        (count, failure) = (outerCount + 1, outerFailure)
    }

    /// Writes a value without conversion, as a `{% call %}` statement does: anything but text fails when the pieces are joined.
    mutating func appendRaw(_ value: Value) throws {
        if isNative {
            pieces.append(value)
            return
        }
        if let text = value.text {
            write(text)
            try checkSize()
        } else if failure == nil {
            failure = JinjaError(.type, "sequence item \(count): expected str instance, \(value.typeName) found")
        }
        count += 1
    }

    private mutating func write(_ text: String) { bytes.append(text: text) }

    /// Writes the decimal digits of an integer.
    private mutating func write(_ int: Int) {
        var rest = int.magnitude
        // Nineteen digits and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
            var start = text.count
            repeat {
                start -= 1
                text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if int < 0 {
                start -= 1
                text[start] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: text[start...]))
        }
    }

    private func checkSize() throws {
        if bytes.count > TextLimit.bytes { try TextLimit.check(bytes.count) }
    }

    /// Everything written, joined. Throws where a piece is no text.
    func joined() throws -> String {
        if let failure { throw failure }
        if !isNative { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        for (index, piece) in pieces.enumerated() {
            guard let part = piece.text else {
                throw JinjaError(.type, "sequence item \(index): expected str instance, \(piece.typeName) found")
            }
            text += part
        }
        return text
    }

    /// Ends the sink and gives its buffer back, emptied.
    consuming func takeBuffer() -> [UInt8] {
        bytes.removeAll(keepingCapacity: true)
        return bytes
    }
}
