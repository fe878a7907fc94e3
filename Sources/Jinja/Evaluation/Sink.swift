/// Where output goes: text, or the pieces of a native template.
final class Sink {
    private(set) var bytes: [UInt8] = []
    private(set) var pieces: [Value] = []
    let isNative: Bool
    /// How many pieces were written; what the join of a faulty piece complains about.
    private var count = 0
    /// A piece that is no text, met in text mode: fails when the pieces are joined.
    private var failure: JinjaError?

    init(isNative: Bool, capacity: Int = 0) {
        self.isNative = isNative
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    /// Writes text as it stands in the template.
    @inline(__always)
    func append(_ text: [UInt8]) throws {
        if isNative {
            pieces.append(.string(String(decoding: text, as: UTF8.self)))
        } else {
            bytes.append(contentsOf: text)
            count += 1
            try checkSize()
        }
    }

    /// Writes a value as `{{ value }}` does.
    func append(_ value: Value, escaped: Bool) throws {
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
            case .undefined: break
            default: write(try value.str())
            }
        }
        try checkSize()
    }

    /// Writes a value without conversion, as a `{% call %}` statement does: anything but text fails when the pieces are joined.
    func appendRaw(_ value: Value) throws {
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

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
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
}
