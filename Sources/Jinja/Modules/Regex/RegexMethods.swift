/// What patterns and matches can do.
enum RegexMethods {
    /// Where a match must lie.
    enum Place { case start, whole, anywhere }

    // MARK: matching

    /// The bounds of `pos` and `endpos` given behind the text.
    private static func bounds(_ arguments: [Value], _ count: Int) throws -> (start: Int, end: Int) {
        let start = min(max(try arguments.bound(1) ?? 0, 0), count)
        let end = min(max(try arguments.bound(2) ?? count, 0), count)
        return (start, end)
    }

    /// One match as a value, or `None`.
    static func match(_ pattern: RegexPatternObject, _ arguments: [Value], _ place: Place) throws -> Value {
        let subject = try RegexSubject(arguments.first ?? .none)
        let bounds = try bounds(arguments, subject.codes.count)
        if bounds.start > bounds.end { return .none }
        var matcher = RegexMatcher(pattern.program, subject.codes, end: bounds.end)
        let found: [Int]?
        switch place {
        case .start: found = try matcher.match(at: bounds.start)
        case .whole: found = try matcher.match(at: bounds.start, whole: true)
        case .anywhere: found = try matcher.search(from: bounds.start)
        }
        return found.map { .object(RegexMatchObject(pattern.program, subject, $0, bounds: bounds)) } ?? .none
    }

    /// Calls `body` with every match from left to right, at most `limit`.
    private static func each(
        _ program: RegexProgram, _ subject: RegexSubject, _ bounds: (start: Int, end: Int), limit: Int = .max,
        _ body: ([Int]) throws -> Void
    ) throws {
        var matcher = RegexMatcher(program, subject.codes, end: bounds.end)
        var position = bounds.start
        var mustAdvance = false
        var count = 0
        while count < limit, position <= bounds.end, let found = try matcher.search(from: position, mustAdvance: mustAdvance) {
            try body(found)
            count += 1
            mustAdvance = found[0] == found[1]
            position = found[1]
        }
    }

    /// `findall`: the texts, or the groups where there are some.
    static func findAll(_ pattern: RegexPatternObject, _ arguments: [Value]) throws -> Value {
        let subject = try RegexSubject(arguments.first ?? .none)
        var found: [Value] = []
        let groups = pattern.program.groupCount
        try each(pattern.program, subject, bounds(arguments, subject.codes.count)) { registers in
            switch groups {
            case 0: found.append(.string(subject.group(0, registers) ?? ""))
            case 1: found.append(.string(subject.group(1, registers) ?? ""))
            default:
                found.append(.object(TupleObject((1...groups).map { .string(subject.group($0, registers) ?? "") })))
            }
        }
        return .object(ListObject(found))
    }

    /// `finditer`: the matches, one after the other.
    static func findIterator(_ pattern: RegexPatternObject, _ arguments: [Value]) throws -> Value {
        let subject = try RegexSubject(arguments.first ?? .none)
        let bounds = try bounds(arguments, subject.codes.count)
        var matcher = RegexMatcher(pattern.program, subject.codes, end: bounds.end)
        var position = bounds.start
        var mustAdvance = false
        return .object(
            GeneratorObject(typeName: "callable_iterator") {
                guard position <= bounds.end, let found = try matcher.search(from: position, mustAdvance: mustAdvance) else { return nil }
                mustAdvance = found[0] == found[1]
                position = found[1]
                return .object(RegexMatchObject(pattern.program, subject, found, bounds: bounds))
            })
    }

    /// `split`: the texts between matches, with the groups of the separators.
    static func split(_ pattern: RegexPatternObject, _ text: Value, _ limit: Int) throws -> Value {
        let subject = try RegexSubject(text)
        var parts: [Value] = []
        var last = 0
        if limit >= 0 {
            try each(pattern.program, subject, (0, subject.codes.count), limit: limit == 0 ? .max : limit) { registers in
                parts.append(.string(subject.part(last, registers[0])))
                if pattern.program.groupCount > 0 {
                    for group in 1...pattern.program.groupCount {
                        parts.append(subject.group(group, registers).map { .string($0) } ?? .none)
                    }
                }
                last = registers[1]
            }
        }
        parts.append(.string(subject.part(last, subject.scalars.count)))
        return .object(ListObject(parts))
    }

    /// `sub`: the text with its matches replaced, and how many were.
    static func substitute(
        _ pattern: RegexPatternObject, _ replacement: Value, _ text: Value, _ limit: Int, _ renderer: Renderer
    ) throws -> (text: Value, count: Int) {
        let template = try replacement.text.map { try RegexTemplate($0, pattern.program) }
        if template == nil, !isCallable(replacement) {
            throw JinjaError(.type, "decoding to str: need a bytes-like object, \(replacement.typeName) found")
        }
        let subject = try RegexSubject(text)
        var out = ""
        var last = 0
        var count = 0
        let whole = (start: 0, end: subject.codes.count)
        if limit >= 0 {
            try each(pattern.program, subject, whole, limit: limit == 0 ? .max : limit) { registers in
                out += subject.part(last, registers[0])
                if let template {
                    out += template.expand(subject, registers)
                } else {
                    let match = RegexMatchObject(pattern.program, subject, registers, bounds: whole)
                    let result = try renderer.call(replacement, Arguments([.object(match)]))
                    guard let text = result.text ?? (result.isNone ? "" : nil) else {
                        throw JinjaError(.type, "sequence item 0: expected str instance, \(result.typeName) found")
                    }
                    out += text
                }
                last = registers[1]
                count += 1
                try TextLimit.check(out.utf8.count)
            }
        }
        return (.string(out + subject.part(last, subject.scalars.count)), count)
    }

    private static func isCallable(_ value: Value) -> Bool {
        if case .object(let object) = value { return object.isCallable }
        return false
    }

    // MARK: methods

    private static func method(
        _ name: String, _ signature: Signature, _ body: @escaping @Sendable (RegexPatternObject, BoundArguments, Renderer) throws -> Value
    ) -> Method {
        Method(name, signature) { receiver, arguments, renderer in
            guard let pattern = receiver.object(RegexPatternObject.self) else { return .none }
            return try body(pattern, arguments, renderer)
        }
    }

    private static func range(_ arguments: BoundArguments) -> [Value] { (0..<arguments.parameters).map(arguments.value) }

    /// The methods of a pattern.
    static let pattern = Method.table([
        method("match", Signature("string", "pos=", "endpos=")) { pattern, arguments, _ in try match(pattern, range(arguments), .start) },
        method("fullmatch", Signature("string", "pos=", "endpos=")) { pattern, arguments, _ in try match(pattern, range(arguments), .whole)
        },
        method("search", Signature("string", "pos=", "endpos=")) { pattern, arguments, _ in try match(pattern, range(arguments), .anywhere)
        },
        method("findall", Signature("string", "pos=", "endpos=")) { pattern, arguments, _ in try findAll(pattern, range(arguments)) },
        method("finditer", Signature("string", "pos=", "endpos=")) { pattern, arguments, _ in try findIterator(pattern, range(arguments)) },
        method("split", Signature("string", "maxsplit=")) { pattern, arguments, _ in
            try split(pattern, arguments.value(0), arguments.int(1, default: 0))
        },
        method("sub", Signature("repl", "string", "count=")) { pattern, arguments, renderer in
            try substitute(pattern, arguments.value(0), arguments.value(1), arguments.int(2, default: 0), renderer).text
        },
        method("subn", Signature("repl", "string", "count=")) { pattern, arguments, renderer in
            let (text, count) = try substitute(pattern, arguments.value(0), arguments.value(1), arguments.int(2, default: 0), renderer)
            return .object(TupleObject([text, .int(count)]))
        },
    ])

    private static func matchMethod(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (RegexMatchObject, [Value]) throws -> Value
    ) -> Method {
        .positional("re.Match", name, counts) { receiver, arguments in
            guard let match = receiver.object(RegexMatchObject.self) else { return .none }
            return try body(match, arguments)
        }
    }

    /// The methods of a match.
    static let match = Method.table([
        matchMethod("group", 0...Int.max) { match, arguments in
            if arguments.count <= 1 { return match.value(try match.index(arguments.first ?? .int(0))) }
            return .object(TupleObject(try arguments.map { match.value(try match.index($0)) }))
        },
        Method("groups", Signature("default=")) { receiver, arguments, _ in
            guard let match = receiver.object(RegexMatchObject.self) else { return .none }
            let indexes = match.program.groupCount == 0 ? [] : Array(1...match.program.groupCount)
            return .object(TupleObject(indexes.map { match.value($0, default: arguments.value(0)) }))
        },
        Method("groupdict", Signature("default=")) { receiver, arguments, _ in
            guard let match = receiver.object(RegexMatchObject.self) else { return .none }
            return .object(
                DictObject(match.program.groupNames.map { ($0.name, match.value($0.index, default: arguments.value(0))) }))
        },
        matchMethod("start", 0...1) { match, arguments in try edge(match, arguments, 0) },
        matchMethod("end", 0...1) { match, arguments in try edge(match, arguments, 1) },
        matchMethod("span", 0...1) { match, arguments in match.span(try match.index(arguments.first ?? .int(0))) },
        matchMethod("expand", 1...1) { match, arguments in
            guard let text = arguments[0].text else {
                throw JinjaError(.type, "decoding to str: need a bytes-like object, \(arguments[0].typeName) found")
            }
            return .string(try RegexTemplate(text, match.program).expand(match.subject, match.registers))
        },
    ])

    private static func edge(_ match: RegexMatchObject, _ arguments: [Value], _ side: Int) throws -> Value {
        match.span(try match.index(arguments.first ?? .int(0))).object(TupleObject.self)?.elements[side] ?? .none
    }
}
