/// The running variables of one function: a template, a macro, a call body, a recursive loop. Closures keep the frame they were made in.
final class Frame {
    let renderer: Renderer
    /// The frame of the function around this one in the text.
    let parent: Frame?
    let code: Program
    private let slots: UnsafeMutablePointer<Value?>
    private let count: Int

    init(_ renderer: Renderer, _ code: Program, slots count: Int, parent: Frame?) {
        self.renderer = renderer
        self.code = code
        self.parent = parent
        self.count = count
        slots = UnsafeMutablePointer<Value?>.allocate(capacity: max(count, 1))
        slots.initialize(repeating: nil, count: count)
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    /// The value of a slot; nil while it has none.
    @inline(__always)
    subscript(_ index: Int) -> Value? {
        get {
            precondition(index < count)
            return slots[index]
        }
        set {
            precondition(index < count)
            slots[index] = newValue
        }
    }

    /// Whether a slot has no value.
    func isEmpty(_ index: Int) -> Bool {
        precondition(index < count)
        if case nil = slots[index] { return true }
        return false
    }

    /// The frame `hops` functions outwards.
    func outer(_ hops: Int) -> Frame {
        var frame = self
        for _ in 0..<hops {
            guard let parent = frame.parent else { break }
            frame = parent
        }
        return frame
    }

    /// The frame of the whole template.
    var root: Frame {
        var frame = self
        while let parent = frame.parent { frame = parent }
        return frame
    }

    /// Empties the slots of macros defined in this frame, which hold the frame themselves.
    func letGo(of macroSlots: [Int]) {
        for index in macroSlots { self[index] = nil }
    }

    /// An undefined value of the kind this text makes.
    func undefined(_ origin: Undefined.Origin) -> Value { .undefined(Undefined(origin, isForgiving: code.isForgiving)) }

    /// The error with its place in this text, if it has none yet.
    func located(_ error: any Error, at offset: Int) -> any Error {
        guard var error = error as? JinjaError else { return error }
        if error.passing == nil { error.passing = code.text.span(offset, offset) }
        if error.span == nil {
            error.span = error.passing
            error.line = code.text.line(offset)
        }
        return error
    }
}

/// A value put into a slot when a scope is entered.
struct SlotStart: Sendable {
    enum Source: Sendable {
        case undefined
        case context(Symbol)
        case slot(hops: Int, index: Int)
        /// The slot where it has a value, else the context's value.
        case slotOrContext(hops: Int, index: Int, Symbol)
    }

    let index: Int
    let source: Source

    func run(_ frame: Frame) throws {
        switch source {
        case .undefined: frame[index] = nil
        case .context(let symbol): frame[index] = try frame.renderer.lookUp(symbol)
        case .slot(let hops, let slot): frame[index] = frame.outer(hops)[slot]
        case .slotOrContext(let hops, let slot, let symbol):
            frame[index] = try frame.outer(hops)[slot] ?? frame.renderer.lookUp(symbol)
        }
    }
}

extension [SlotStart] {
    /// Enters a scope.
    @inline(__always)
    func run(_ frame: Frame) throws {
        for start in self { try start.run(frame) }
    }
}
