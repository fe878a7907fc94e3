/// A compiled pattern: a tree turned into steps for a backtracking matcher.
final class RegexProgram: Sendable {
    /// One step.
    enum Step: Sendable {
        case one(Single)
        /// Tries `first`, and `second` where that fails.
        case split(first: Int, second: Int)
        case jump(Int)
        /// Notes the position in a register.
        case mark(Int)
        /// Notes the end of a group, and that it was the last one closed.
        case close(group: Int)
        case assertion(RegexAssertion)
        case backreference(Int, RegexFolding)
        /// A single character repeated.
        case run(Single, least: Int, most: Int, RegexRepetition)
        /// Starts a counted loop whose count and last position are in two registers.
        case startLoop(register: Int)
        case loop(register: Int, least: Int, most: Int, isLazy: Bool, exit: Int)
        /// Enters the body of the loop.
        case enterLoop(register: Int)
        /// Runs the steps up to `end` on their own; `back` characters earlier for a look-behind.
        case look(end: Int, back: Int, isNegated: Bool)
        case atomic(end: Int)
        case conditional(group: Int, otherwise: Int)
        /// The end of a look-around or atomic group.
        case leave
        case accept
    }

    /// What matches one character.
    enum Single: Sendable {
        case character(UInt32)
        case folded(UInt32, RegexFolding)
        case any
        case anyButNewline
        case set(RegexSet)

        /// Whether a character matches.
        @inline(__always)
        func matches(_ code: UInt32) -> Bool {
            switch self {
            case .character(let wanted): code == wanted
            case .folded(let key, let folding): folding.key(code) == key
            case .any: true
            case .anyButNewline: code != 0x0A
            case .set(let set): set.contains(code)
            }
        }
    }

    /// The pattern as written.
    let pattern: String
    /// The flags, with those the pattern itself turned on.
    let flags: RegexFlags
    /// How many groups the pattern has.
    let groupCount: Int
    /// Named groups in their order.
    let groupNames: [(name: String, index: Int)]
    let steps: [Step]
    /// Two registers per group (the whole match is group 0), one for the last closed group, then those of loops.
    let registerCount: Int
    /// The register of the last closed group.
    let lastGroupRegister: Int
    /// The character every match starts with, where there is one.
    let firstCharacter: UInt32?

    /// Compiles a pattern. Throws Python's `re.error` (kind value).
    init(_ pattern: String, _ flags: RegexFlags = []) throws {
        let (node, parser) = try RegexParser.parse(pattern, flags)
        var builder = Builder(groupWidths: parser.groupWidths, registerCount: 2 * (parser.groupCount + 1) + 1)
        try builder.add(node)
        builder.steps.append(.accept)
        self.pattern = pattern
        self.flags = parser.flags
        groupCount = parser.groupCount
        groupNames = parser.groupNames
        steps = builder.steps
        registerCount = builder.registerCount
        lastGroupRegister = 2 * (parser.groupCount + 1)
        firstCharacter = Self.firstCharacter(builder.steps)
    }

    private static func firstCharacter(_ steps: [Step]) -> UInt32? {
        for step in steps {
            switch step {
            case .mark: continue
            case .one(.character(let code)): return code
            default: return nil
            }
        }
        return nil
    }

    /// The number of a named group, or nil.
    func group(named name: String) -> Int? {
        groupNames.first { $0.name.utf8.elementsEqual(name.utf8) }?.index
    }

    private struct Builder {
        var steps: [Step] = []
        let groupWidths: [Int: Int?]
        var registerCount: Int

        init(groupWidths: [Int: Int?], registerCount: Int) {
            self.groupWidths = groupWidths
            self.registerCount = registerCount
        }

        mutating func add(_ node: RegexNode) throws {
            if let single = Self.single(node) {
                steps.append(.one(single))
                return
            }
            switch node {
            case .character, .any, .set: return
            case .sequence(let parts): for part in parts { try add(part) }
            case .alternatives(let options): try add(options)
            case .capture(let index, let body):
                steps.append(.mark(2 * index))
                try add(body)
                steps.append(.close(group: index))
            case .repeated(let body, let least, let most, let kind): try add(body, least, most, kind)
            case .atomic(let body):
                try enclose(body) { .atomic(end: $0) }
            case .look(let body, let isAhead, let isNegated):
                let back = isAhead ? 0 : body.fixedWidth(groupWidths) ?? 0
                try enclose(body) { .look(end: $0, back: back, isNegated: isNegated) }
            case .backreference(let group, let folding): steps.append(.backreference(group, folding))
            case .conditional(let group, let yes, let no):
                let start = reserve()
                try add(yes)
                let jump = reserve()
                steps[start] = .conditional(group: group, otherwise: steps.count)
                try add(no)
                steps[jump] = .jump(steps.count)
            case .assertion(let assertion): steps.append(.assertion(assertion))
            }
        }

        private static func single(_ node: RegexNode) -> Single? {
            switch node {
            case .character(let code, .exact): .character(code)
            case .character(let code, let folding): .folded(code, folding)
            case .any(let includingNewline): includingNewline ? .any : .anyButNewline
            case .set(let set): .set(set)
            default: nil
            }
        }

        private mutating func reserve() -> Int {
            steps.append(.leave)
            return steps.count - 1
        }

        private mutating func enclose(_ body: RegexNode, _ step: (Int) -> Step) throws {
            let start = reserve()
            try add(body)
            steps.append(.leave)
            steps[start] = step(steps.count)
        }

        private mutating func add(_ options: [RegexNode]) throws {
            var jumps: [Int] = []
            for (index, option) in options.enumerated() {
                if index == options.count - 1 {
                    try add(option)
                } else {
                    let split = reserve()
                    try add(option)
                    jumps.append(reserve())
                    steps[split] = .split(first: split + 1, second: steps.count)
                }
            }
            for jump in jumps { steps[jump] = .jump(steps.count) }
        }

        private mutating func add(_ body: RegexNode, _ least: Int, _ most: Int, _ kind: RegexRepetition) throws {
            if let single = Self.single(body) {
                steps.append(.run(single, least: least, most: most, kind))
                return
            }
            if kind == .possessive {
                try enclose(.repeated(body, least: least, most: most, .greedy)) { .atomic(end: $0) }
                return
            }
            if least == 0, most == 1 {
                let split = reserve()
                try add(body)
                steps[split] =
                    kind == .lazy ? .split(first: steps.count, second: split + 1) : .split(first: split + 1, second: steps.count)
                return
            }
            let register = registerCount
            registerCount += 2
            steps.append(.startLoop(register: register))
            let loop = reserve()
            steps.append(.enterLoop(register: register))
            try add(body)
            steps.append(.jump(loop))
            steps[loop] = .loop(register: register, least: least, most: most, isLazy: kind == .lazy, exit: steps.count)
        }
    }
}
