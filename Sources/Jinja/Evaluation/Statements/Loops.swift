/// `{% for %}`.
final class Loop: Operation, @unchecked Sendable {
    struct Parts {
        let iterable: Computation
        let target: Target
        let filter: Filter?
        /// The slot of `loop`; nil where the body does not use it.
        let loopSlot: Int?
        let starts: [SlotStart]
        let body: Operation
        let otherwiseStarts: [SlotStart]
        let otherwise: Operation
        /// The number of slots of a recursive loop's own frame; nil for a plain loop.
        let recursiveSlots: Int?
        /// Slots of that frame that macros are put into.
        let macroSlots: [Int]
    }

    /// `for … if test`: decides before the loop sees an item.
    struct Filter {
        let starts: [SlotStart]
        let target: Target
        let test: Computation
    }

    private let parts: Parts

    init(_ parts: Parts, _ offset: Int) {
        self.parts = parts
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        let iterable = try parts.iterable.evaluate(frame)
        guard parts.recursiveSlots != nil else {
            try iterate(iterable, frame, &sink, recursion: nil, depth: 0)
            return .normal
        }
        let text = try recurse(iterable, frame, depth: 0)
        try sink.appendRaw(text)
        return .normal
    }

    /// One level of a recursive loop, in a frame of its own; gives the text it makes.
    func recurse(_ iterable: Value, _ outer: Frame, depth: Int) throws -> Value {
        try StackLimit.check()
        let renderer = outer.renderer
        let frame = Frame(renderer, outer.code, slots: parts.recursiveSlots ?? 0, parent: outer)
        defer { frame.letGo(of: parts.macroSlots) }
        let text = try renderer.capture(native: outer.code.isNative) { sink in
            try iterate(iterable, frame, &sink, recursion: (self, outer), depth: depth)
        }
        return renderer.escapes ? .object(Markup(text)) : .string(text)
    }

    private func iterate(_ iterable: Value, _ frame: Frame, _ sink: inout Sink, recursion: (Loop, Frame)?, depth: Int) throws {
        let iterator: ValueIterator
        if let filter = parts.filter {
            iterator = try FilteredItems(iterable.makeIterator(), filter, frame)
        } else {
            iterator = try iterable.makeIterator()
        }
        if let slot = parts.loopSlot {
            let sized = parts.filter == nil ? iterable : nil
            let loop = LoopObject(iterator, over: sized, recursion: recursion, depth: depth, kind: frame.code.isForgiving)
            try run(frame, &sink, loop, slot)
        } else {
            try run(frame, &sink, iterator)
        }
    }

    private func run(_ frame: Frame, _ sink: inout Sink, _ iterator: ValueIterator) throws {
        let renderer = frame.renderer
        let (target, starts, body) = (parts.target, parts.starts, parts.body)
        // Jinja marks the loop as run at the end of a turn: one that breaks or continues does not count.
        var hasRun = false
        while let item = try iterator.next() {
            try renderer.tick()
            try target.assign(item, frame)
            try starts.run(frame)
            let completion = try body.execute(frame, &sink)
            if completion == .normal { hasRun = true }
            if completion == .broke { break }
        }
        if !hasRun { try runOtherwise(frame, &sink) }
    }

    private func run(_ frame: Frame, _ sink: inout Sink, _ loop: LoopObject, _ slot: Int) throws {
        let renderer = frame.renderer
        let (target, starts, body) = (parts.target, parts.starts, parts.body)
        // Jinja marks the loop as run at the end of a turn: one that breaks or continues does not count.
        var hasRun = false
        frame[slot] = nil
        // The loop object may hold the frame: it must not stay in it.
        defer { frame[slot] = nil }
        while let item = try loop.advance() {
            try renderer.tick()
            try target.assign(item, frame)
            frame[slot] = .object(loop)
            try starts.run(frame)
            let completion = try body.execute(frame, &sink)
            if completion == .normal { hasRun = true }
            if completion == .broke { break }
        }
        if !hasRun { try runOtherwise(frame, &sink) }
    }

    private func runOtherwise(_ frame: Frame, _ sink: inout Sink) throws {
        try parts.otherwiseStarts.run(frame)
        _ = try parts.otherwise.execute(frame, &sink)
    }
}

/// The items a loop's `if` lets pass, decided one by one as the loop asks.
private final class FilteredItems: ValueIterator {
    private let items: ValueIterator
    private let filter: Loop.Filter
    private let frame: Frame
    private var hasStarted = false

    init(_ items: ValueIterator, _ filter: Loop.Filter, _ frame: Frame) {
        self.items = items
        self.filter = filter
        self.frame = frame
    }

    override func next() throws -> Value? {
        if !hasStarted {
            hasStarted = true
            try filter.starts.run(frame)
        }
        while let item = try items.next() {
            try frame.renderer.tick()
            try filter.target.assign(item, frame)
            if try filter.test.holds(frame) { return filter.target.rebuilt(item, frame) }
        }
        return nil
    }
}

/// `loop`.
final class LoopObject: Object {
    private let iterable: Value?
    private var iterator: ValueIterator
    private let recursion: (loop: Loop, frame: Frame)?
    private let depth: Int
    private let isForgiving: Bool
    private var index = -1
    private var knownLength: Int?
    /// An item taken ahead: nil where none was, `.some(nil)` where there is none.
    private var ahead: Value??
    private var current: Value?
    private var before: Value?
    private var lastChanged: [Value]?

    init(_ iterator: ValueIterator, over iterable: Value?, recursion: (Loop, Frame)?, depth: Int, kind isForgiving: Bool) {
        self.iterator = iterator
        self.iterable = iterable
        self.recursion = recursion.map { (loop: $0.0, frame: $0.1) }
        self.depth = depth
        self.isForgiving = isForgiving
    }

    /// Goes on to the next item.
    func advance() throws -> Value? {
        let item: Value?
        if let taken = ahead {
            ahead = nil
            item = try taken ?? iterator.next()
        } else {
            item = try iterator.next()
        }
        guard let item else { return nil }
        index += 1
        before = current
        current = item
        return item
    }

    private func peek() throws -> Value? {
        // Python asks an exhausted iterator again, so that items appended to a list in the meantime are seen.
        if let taken = ahead, taken != nil { return taken }
        let item = try iterator.next()
        ahead = .some(item)
        return item
    }

    private func count() throws -> Int {
        if let knownLength { return knownLength }
        if let iterable {
            switch iterable {
            case .object(let object):
                if let length = object.length {
                    knownLength = length
                    return length
                }
            case .string, .undefined:
                let length = try iterable.length()
                knownLength = length
                return length
            default: break
            }
        }
        let rest = try iterator.rest()
        iterator = ArrayIterator(rest)
        let taken = if let ahead, ahead != nil { 1 } else { 0 }
        let length = rest.count + index + 1 + taken
        knownLength = length
        return length
    }

    override var typeName: String { "LoopContext" }
    override var qualifiedTypeName: String { "jinja2.runtime.LoopContext" }
    override var isCallable: Bool { true }
    override func checkedLength() throws -> Int? { try count() }
    override func repr() throws -> String { "<LoopContext \(index + 1)/\(try count())>" }

    override func makeIterator() throws -> ValueIterator? {
        ClosureIterator { [self] in
            guard let item = try advance() else { return nil }
            return .object(TupleObject([item, .object(self)]))
        }
    }

    /// The attributes of `loop`.
    enum Field: String, CaseIterable {
        case index, index0, first, last, length, revindex, revindex0, depth, depth0, previtem, nextitem, cycle, changed
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { try Field(rawValue: name).map(value) }

    override func member(_ member: Member) throws -> Value? {
        guard let field = member.loopField else { return nil }
        return try value(of: field)
    }

    private func value(of field: Field) throws -> Value {
        switch field {
        case .index: return .int(index + 1)
        case .index0: return .int(index)
        case .first: return .bool(index == 0)
        case .last: return .bool(try peek() == nil)
        case .length: return .int(try count())
        case .revindex: return .int(try count() - index)
        case .revindex0: return .int(try count() - index - 1)
        case .depth: return .int(depth + 1)
        case .depth0: return .int(depth)
        case .previtem: return (index == 0 ? nil : before) ?? undefined("there is no previous item")
        case .nextitem: return try peek() ?? undefined("there is no next item")
        case .cycle: return .object(FunctionObject("cycle") { [unowned self] arguments, _ in try cycle(arguments) })
        case .changed: return .object(FunctionObject("changed") { [unowned self] arguments, _ in try changed(arguments) })
        }
    }

    private func undefined(_ message: String) -> Value { .undefined(Undefined(.message(message), isForgiving: isForgiving)) }

    private func cycle(_ arguments: Arguments) throws -> Value {
        if arguments.positional.isEmpty { throw JinjaError(.type, "no items for cycling given") }
        return arguments.positional[max(index, 0) % arguments.positional.count]
    }

    private func changed(_ arguments: Arguments) throws -> Value {
        if let lastChanged, try lastChanged.equals(arguments.positional) { return .bool(false) }
        lastChanged = arguments.positional
        return .bool(true)
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        guard let iterable = arguments.value(0, "iterable") else {
            throw JinjaError(.type, "LoopContext.__call__() missing 1 required positional argument: 'iterable'")
        }
        guard let recursion else {
            throw JinjaError(.type, "The loop must have the 'recursive' marker to be called recursively.")
        }
        return try recursion.loop.recurse(iterable, recursion.frame, depth: depth + 1)
    }
}
