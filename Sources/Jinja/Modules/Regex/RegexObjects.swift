/// A compiled pattern as a value.
final class RegexPatternObject: Object {
    let program: RegexProgram

    init(_ program: RegexProgram) { self.program = program }

    override var typeName: String { "re.Pattern" }

    override func repr() throws -> String {
        let names: [(RegexFlags, String)] = [
            (.ascii, "re.ASCII"), (.ignoreCase, "re.IGNORECASE"), (.locale, "re.LOCALE"), (.multiline, "re.MULTILINE"),
            (.dotAll, "re.DOTALL"), (.verbose, "re.VERBOSE"),
        ]
        let flags = names.filter { program.flags.contains($0.0) }.map(\.1).joined(separator: "|")
        let pattern = TextSplitting.string(TextRepr.repr(program.pattern).unicodeScalars.prefix(200))
        return "re.compile(\(pattern)\(flags.isEmpty ? "" : ", " + flags))"
    }

    override func isEqual(to other: Value) throws -> Bool? {
        other.object(RegexPatternObject.self).map { sameText($0.program.pattern, program.pattern) && $0.program.flags == program.flags }
    }

    override func hash(into hasher: inout Hasher) throws {
        program.pattern.hashBytes(into: &hasher)
        hasher.combine(program.flags)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "pattern": .string(program.pattern)
        case "flags": .int(program.flags.rawValue)
        case "groups": .int(program.groupCount)
        case "groupindex": .object(DictObject(program.groupNames.map { ($0.name, Value.int($0.index)) }))
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { RegexMethods.pattern[name] }
}

/// A text that patterns are run on: its scalars, and numbers of them.
struct RegexSubject {
    let text: String
    let scalars: [Unicode.Scalar]
    let codes: [UInt32]

    /// The text of a value. Throws a TypeError for other types.
    init(_ value: Value) throws {
        guard let text = value.text else {
            if case .undefined = value { throw JinjaError(.type, "expected string or bytes-like object, got 'Undefined'") }
            throw JinjaError(.type, "expected string or bytes-like object, got '\(value.typeName)'")
        }
        self.text = text
        scalars = Array(text.unicodeScalars)
        codes = scalars.map(\.value)
    }

    /// The text between two positions.
    func part(_ start: Int, _ end: Int) -> String { TextSplitting.string(scalars[start..<end]) }

    /// The text of a group, or nil where it took no part.
    func group(_ index: Int, _ registers: [Int]) -> String? {
        let start = registers[2 * index]
        let end = registers[2 * index + 1]
        return start >= 0 && end >= start ? part(start, end) : nil
    }
}

/// A match as a value.
final class RegexMatchObject: Object {
    let program: RegexProgram
    let subject: RegexSubject
    let registers: [Int]
    private let bounds: (start: Int, end: Int)

    init(_ program: RegexProgram, _ subject: RegexSubject, _ registers: [Int], bounds: (start: Int, end: Int)) {
        self.program = program
        self.subject = subject
        self.registers = registers
        self.bounds = bounds
    }

    override var typeName: String { "re.Match" }

    override func repr() throws -> String {
        let text = TextSplitting.string(TextRepr.repr(subject.group(0, registers) ?? "").unicodeScalars.prefix(50))
        return "<re.Match object; span=(\(registers[0]), \(registers[1])), match=\(text)>"
    }

    /// The number of a group given by number or name. Throws an IndexError where there is none.
    func index(_ group: Value) throws -> Int {
        if let number = group.smallInteger, (0...program.groupCount).contains(number) { return number }
        if let name = group.text, let number = program.group(named: name) { return number }
        throw JinjaError(.index, "no such group")
    }

    func value(_ group: Int, default fallback: Value = .none) -> Value {
        subject.group(group, registers).map { .string($0) } ?? fallback
    }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        guard let index = try? index(key) else { return nil }
        return value(index)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "string": return .string(subject.text)
        case "re": return .object(RegexPatternObject(program))
        case "pos": return .int(bounds.start)
        case "endpos": return .int(bounds.end)
        case "lastindex":
            let last = registers[program.lastGroupRegister]
            return last > 0 ? .int(last) : Value.none
        case "lastgroup":
            let last = registers[program.lastGroupRegister]
            return program.groupNames.first { $0.index == last }.map { .string($0.name) } ?? Value.none
        case "regs":
            return .object(TupleObject((0...program.groupCount).map { span($0) }))
        default: return nil
        }
    }

    func span(_ group: Int) -> Value {
        let isSet = registers[2 * group] >= 0 && registers[2 * group + 1] >= 0
        return .object(TupleObject([.int(isSet ? registers[2 * group] : -1), .int(isSet ? registers[2 * group + 1] : -1)]))
    }

    override func method(_ name: String) -> Method? { RegexMethods.match[name] }
}
