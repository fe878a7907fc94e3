internal import CYAML

/// libyaml's parser over one text: hands out one event at a time and owns the C memory behind it.
final class YAMLEventSource {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let currentEvent = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var isReady: Bool
    private var hasEvent = false

    /// A parser over the bytes from `range` of a text; libyaml keeps a pointer into them, so they are copied once.
    init(_ bytes: ArraySlice<UInt8>) {
        input = .allocate(capacity: max(bytes.count, 1))
        _ = input.initialize(from: bytes)
        parser.initialize(to: yaml_parser_t())
        currentEvent.initialize(to: yaml_event_t())
        isReady = yaml_parser_initialize(parser) == 1
        if isReady {
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
        }
    }

    deinit {
        if hasEvent { yaml_event_delete(currentEvent) }
        if isReady { yaml_parser_delete(parser) }
        currentEvent.deallocate()
        parser.deallocate()
        input.deallocate()
    }

    /// Reads the next event; false when the text is broken (see `problem`). Text of the event before is gone.
    func advance() -> Bool {
        if hasEvent { yaml_event_delete(currentEvent) }
        hasEvent = false
        guard isReady, yaml_parser_parse(parser, currentEvent) == 1 else { return false }
        hasEvent = true
        return true
    }

    /// The event that was read last.
    var event: yaml_event_t { currentEvent.pointee }

    /// What is wrong with the text, after `advance` said false.
    var problem: YAMLProblem {
        let state = parser.pointee
        return YAMLProblem(
            isReaderError: state.error == YAML_READER_ERROR,
            problem: state.problem.map { String(cString: $0) } ?? "the text cannot be read as YAML",
            context: state.context.map { String(cString: $0) },
            problemIndex: Int(clamping: state.problem_mark.index),
            contextIndex: Int(clamping: state.context_mark.index),
            byteOffset: Int(clamping: state.problem_offset),
            value: Int(state.problem_value))
    }
}

/// libyaml's account of a syntax error; places count code points, `byteOffset` bytes (reader errors only).
struct YAMLProblem {
    let isReaderError: Bool
    let problem: String
    let context: String?
    let problemIndex: Int
    let contextIndex: Int
    let byteOffset: Int
    let value: Int
}

extension yaml_event_t {
    /// A C string of the event as text; nil where it is absent.
    static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
