/// What a native template yields from its pieces.
enum NativeResult {
    /// No piece is the empty text, one keeps its type (markers are read), several are joined with `str`.
    static func join(_ pieces: [Value]) throws -> Value {
        if pieces.isEmpty { return .string("") }
        if pieces.count > 1 {
            var text = ""
            for piece in pieces {
                text += try piece.str()
                try TextLimit.check(text.utf8.count)
            }
            return .string(text)
        }
        guard let marked = pieces[0].object(NativeMarker.self) else { return pieces[0] }
        return try marked.value()
    }
}

extension NativeMarker {
    /// The value the marker asks for. Throws dbt's rendering error where the text is no bool or number.
    fileprivate func value() throws -> Value {
        if case .text = kind { return .string(text) }
        let result = PythonLiteral.read(text) ?? .string(text)
        switch (kind, result) {
        case (.bool, .bool), (.number, .int), (.number, .float), (.native, _), (.text, _): return result
        case (.bool, _): throw JinjaError(.compilation, "Could not convert value '\(text)' into type 'bool'")
        case (.number, .object(let object)) where object is BigInteger: return result
        case (.number, _): throw JinjaError(.compilation, "Could not convert value '\(text)' into type 'number'")
        }
    }
}
