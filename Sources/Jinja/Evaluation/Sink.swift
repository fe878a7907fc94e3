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
    mutating func append(_ text: [UInt8]) throws {
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
            return
        }
        count += 1
        if escaped {
            write(try Markup.escape(value).text)
        } else {
            switch value {
            case .string(let text): write(text)
            case .int(let int): write(int)
            case .undefined: break
            default: write(try value.str())
            }
        }
        try checkSize()
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

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Writes the decimal digits of an integer.
    private mutating func write(_ int: Int) {
        if int < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = int.magnitude
        var power: UInt = 1
        while rest / power >= 10 { power *= 10 }
        while power > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / power))
            rest %= power
            power /= 10
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
