/// Runs a compiled pattern over a text, with its own stack for going back.
struct RegexMatcher {
    /// The most steps one search may take: patterns that go back exponentially end in an error, not in a hang.
    static let stepLimit = 20_000_000
    /// The most places kept to go back to.
    static let frameLimit = 4_000_000

    private enum Frame {
        /// Go on at a step, from a position.
        case choice(step: Int, position: Int)
        /// Put a register back.
        case restore(register: Int, value: Int)
        /// A greedy run that may still give back characters down to `least`.
        case shorter(step: Int, least: Int, position: Int)
        /// A lazy run that may still take characters up to `most`.
        case longer(step: Int, position: Int, most: Int)
    }

    private let program: RegexProgram
    private let text: [UInt32]
    private let end: Int
    private var registers: [Int]
    private var frames: [Frame] = []
    private var steps = 0
    private var mustEnd = false
    /// An empty match may not end here.
    private var forbiddenEnd = -1

    /// A matcher for the text up to `end`.
    init(_ program: RegexProgram, _ text: [UInt32], end: Int) {
        self.program = program
        self.text = text
        self.end = end
        registers = [Int](repeating: -1, count: program.registerCount)
    }

    /// The registers of a match that starts at `start`, or nil. `whole` asks for the whole text.
    mutating func match(at start: Int, whole: Bool = false, mustAdvance: Bool = false) throws -> [Int]? {
        for index in registers.indices { registers[index] = -1 }
        frames.removeAll(keepingCapacity: true)
        mustEnd = whole
        forbiddenEnd = mustAdvance ? start : -1
        guard let finish = try run(0, start) else { return nil }
        registers[0] = start
        registers[1] = finish
        return registers
    }

    /// The registers of the first match from `start` on, or nil.
    mutating func search(from start: Int, mustAdvance: Bool = false) throws -> [Int]? {
        var position = start
        while position <= end {
            if let first = program.firstCharacter {
                while position < end, text[position] != first { position += 1 }
                if position == end { return nil }
            }
            if let found = try match(at: position, mustAdvance: mustAdvance && position == start) { return found }
            position += 1
        }
        return nil
    }

    /// Runs from a step; gives the position at `accept` or `leave`, or nil. Frames below those it pushed are left alone.
    private mutating func run(_ start: Int, _ startPosition: Int) throws -> Int? {
        let base = frames.count
        var step = start
        var position = startPosition
        while true {
            steps += 1
            if steps > Self.stepLimit || frames.count > Self.frameLimit {
                throw JinjaError(.runtime, "regular expression \(TextRepr.repr(program.pattern)) takes too long on this text")
            }
            var isMatched = true
            switch program.steps[step] {
            case .one(let single):
                if position < end, single.matches(text[position]) { position += 1 } else { isMatched = false }
                step += 1
            case .split(let first, let second):
                frames.append(.choice(step: second, position: position))
                step = first
            case .jump(let target): step = target
            case .mark(let register):
                set(register, position)
                step += 1
            case .close(let group):
                set(2 * group + 1, position)
                set(program.lastGroupRegister, group)
                step += 1
            case .assertion(let assertion):
                isMatched = holds(assertion, position)
                step += 1
            case .backreference(let group, let folding):
                if let next = behind(group, folding, position) { position = next } else { isMatched = false }
                step += 1
            case .run(let single, let least, let most, let kind):
                if let next = repeatRun(single, least, most, kind, step, position) { position = next } else { isMatched = false }
                step += 1
            case .startLoop(let register):
                set(register, 0)
                set(register + 1, -1)
                step += 1
            case .enterLoop(let register):
                set(register, registers[register] + 1)
                set(register + 1, position)
                step += 1
            case .loop(let register, let least, let most, let isLazy, let exit):
                step = nextOfLoop(step, register, least, most, isLazy, exit, position)
            case .look(let behindLook, let back, let isNegated):
                isMatched = try look(step + 1, position - back, isNegated)
                step = behindLook
            case .atomic(let behindGroup):
                if let next = try atomic(step + 1, position) { position = next } else { isMatched = false }
                step = behindGroup
            case .conditional(let group, let otherwise):
                step = registers[2 * group + 1] >= 0 ? step + 1 : otherwise
            case .leave: return position
            case .accept:
                if (!mustEnd || position == end) && position != forbiddenEnd { return position }
                isMatched = false
            }
            if !isMatched {
                guard let (next, place) = goBack(to: base) else { return nil }
                step = next
                position = place
            }
        }
    }

    private mutating func set(_ register: Int, _ value: Int) {
        frames.append(.restore(register: register, value: registers[register]))
        registers[register] = value
    }

    /// Undoes what was done since the last choice above `base`; gives where to go on, or nil where no choice is left.
    private mutating func goBack(to base: Int) -> (step: Int, position: Int)? {
        while frames.count > base, let frame = frames.popLast() {
            switch frame {
            case .restore(let register, let value): registers[register] = value
            case .choice(let step, let position): return (step, position)
            case .shorter(let step, let least, let position):
                if position - 1 > least { frames.append(.shorter(step: step, least: least, position: position - 1)) }
                return (step + 1, position - 1)
            case .longer(let step, let position, let most):
                guard case .run(let single, _, _, _) = program.steps[step], position < end, single.matches(text[position]) else { continue }
                if position + 1 < most { frames.append(.longer(step: step, position: position + 1, most: most)) }
                return (step + 1, position + 1)
            }
        }
        return nil
    }

    private mutating func repeatRun(
        _ single: RegexProgram.Single, _ least: Int, _ most: Int, _ kind: RegexRepetition, _ step: Int, _ position: Int
    ) -> Int? {
        let room = end - position
        if least > room { return nil }
        let wanted = kind == .lazy ? least : min(most, room)
        var taken = 0
        while taken < wanted, single.matches(text[position + taken]) { taken += 1 }
        steps += taken / 8
        if taken < least { return nil }
        switch kind {
        case .greedy:
            if taken > least { frames.append(.shorter(step: step, least: position + least, position: position + taken)) }
        case .lazy:
            if most > least, room > least {
                frames.append(.longer(step: step, position: position + taken, most: position + min(most, room)))
            }
        case .possessive: break
        }
        return position + taken
    }

    private mutating func nextOfLoop(
        _ step: Int, _ register: Int, _ least: Int, _ most: Int, _ isLazy: Bool, _ exit: Int, _ position: Int
    ) -> Int {
        let count = registers[register]
        if count < least { return step + 1 }
        if count >= most || registers[register + 1] == position { return exit }
        frames.append(.choice(step: isLazy ? step + 1 : exit, position: position))
        return isLazy ? exit : step + 1
    }

    private mutating func look(_ step: Int, _ position: Int, _ isNegated: Bool) throws -> Bool {
        if position < 0 { return isNegated }
        let base = frames.count
        let found = try run(step, position) != nil
        if found, !isNegated { dropChoices(above: base) } else { undo(to: base) }
        return found != isNegated
    }

    private mutating func atomic(_ step: Int, _ position: Int) throws -> Int? {
        let base = frames.count
        let next = try run(step, position)
        if next != nil { dropChoices(above: base) }
        return next
    }

    /// Forgets the choices above `base`, but keeps what puts registers back.
    private mutating func dropChoices(above base: Int) {
        var kept = base
        for index in base..<frames.count {
            if case .restore = frames[index] {
                frames[kept] = frames[index]
                kept += 1
            }
        }
        frames.removeLast(frames.count - kept)
    }

    private mutating func undo(to base: Int) {
        while frames.count > base, let frame = frames.popLast() {
            if case .restore(let register, let value) = frame { registers[register] = value }
        }
    }

    private func behind(_ group: Int, _ folding: RegexFolding, _ position: Int) -> Int? {
        let start = registers[2 * group]
        let finish = registers[2 * group + 1]
        guard start >= 0, finish >= start, finish - start <= end - position else { return nil }
        for offset in 0..<(finish - start) {
            let left = text[start + offset]
            let right = text[position + offset]
            if left != right, folding.key(left) != folding.key(right) { return nil }
        }
        return position + finish - start
    }

    private func holds(_ assertion: RegexAssertion, _ position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .lineStart: position == 0 || text[position - 1] == 0x0A
        case .textEnd: position == end
        case .lineEnd: position == end || text[position] == 0x0A
        case .endOrLastNewline: position == end || (position == end - 1 && text[position] == 0x0A)
        case .wordBoundary(let isASCII): isBoundary(position, isASCII)
        case .notWordBoundary(let isASCII): end > 0 && !isBoundary(position, isASCII)
        }
    }

    private func isBoundary(_ position: Int, _ isASCII: Bool) -> Bool {
        let before = position > 0 && RegexClass.isWord(text[position - 1], isASCII: isASCII)
        let after = position < end && RegexClass.isWord(text[position], isASCII: isASCII)
        return before != after
    }
}
