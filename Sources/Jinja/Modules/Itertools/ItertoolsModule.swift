/// dbt's `modules.itertools`.
enum ItertoolsModule {
    /// The names of the module; `onCall` is told of every call (dbt warns that the module goes away).
    static func module(onCall: @escaping () throws -> Void) -> [(String, Value)] {
        func function(_ name: String, _ body: @escaping (Arguments, Renderer) throws -> Value) -> (String, Value) {
            let object = FunctionObject(name) { arguments, renderer in
                try onCall()
                return try body(arguments, renderer)
            }
            return (name, .object(object))
        }
        return [
            function("count") { arguments, _ in try count(arguments) },
            function("cycle") { arguments, _ in try cycle(arguments) },
            function("repeat") { arguments, _ in try repeated(arguments) },
            function("accumulate") { arguments, renderer in try accumulate(arguments, renderer) },
            function("chain") { arguments, _ in chain(arguments.positional) },
            function("compress") { arguments, _ in try compress(arguments) },
            function("islice") { arguments, _ in try slice(arguments.positional) },
            function("starmap") { arguments, renderer in try starMap(arguments, renderer) },
            function("tee") { arguments, _ in try tee(arguments) },
            function("zip_longest") { arguments, _ in try zipLongest(arguments) },
            function("product") { arguments, _ in try Combinatorics.product(arguments) },
            function("permutations") { arguments, _ in try Combinatorics.permutations(arguments) },
            function("combinations") { arguments, _ in try Combinatorics.combinations(arguments, repeats: false) },
            function("combinations_with_replacement") { arguments, _ in try Combinatorics.combinations(arguments, repeats: true) },
        ]
    }

    /// The most items one iterator gives: `count()` and `cycle()` never end by themselves, and neither may a template.
    private static let mostItems = 2_000_000

    /// An iterator as a value, called `itertools.<name>` in messages. Throws an overflow error past two million items.
    static func generator(_ name: String, _ next: @escaping () throws -> Value?) -> Value {
        var count = 0
        return .object(
            GeneratorObject(typeName: "itertools.\(name)") {
                count += 1
                if count > mostItems { throw JinjaError(.overflow, "itertools.\(name) gave more than \(mostItems) items") }
                return try next()
            })
    }

    private static func bind(_ arguments: Arguments, _ signature: Signature, _ name: String) throws -> BoundArguments {
        try signature.bind(arguments, function: name)
    }

    private static func isNumber(_ value: Value) -> Bool { value.double != nil || value.object(DecimalObject.self) != nil }

    private static func count(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, Signature("start=", "step="), "count")
        var next = bound[0] ?? .int(0)
        let step = bound[1] ?? .int(1)
        guard isNumber(next), isNumber(step) else { throw JinjaError(.type, "a number is required") }
        return generator("count") {
            let current = next
            next = try next.applying(.add, step)
            return current
        }
    }

    private static func cycle(_ arguments: Arguments) throws -> Value {
        let source = try bind(arguments, Signature("iterable"), "cycle").value(0).makeIterator()
        var seen: [Value] = []
        var position = -1
        return generator("cycle") {
            if position < 0 {
                if let item = try source.next() {
                    seen.append(item)
                    try TextLimit.check(seen.count, times: 16)
                    return item
                }
                position = 0
            }
            if seen.isEmpty { return nil }
            defer { position = (position + 1) % seen.count }
            return seen[position]
        }
    }

    private static func repeated(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, Signature("object", "times="), "repeat")
        var left = try bound[1].map { try $0.index() }
        return generator("repeat") {
            if let count = left {
                if count <= 0 { return nil }
                left = count - 1
            }
            return bound.value(0)
        }
    }

    private static func accumulate(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let bound = try bind(arguments, Signature("iterable", "func=", "initial="), "accumulate")
        let source = try bound.value(0).makeIterator()
        var total: Value?
        var isFirst = true
        return generator("accumulate") {
            if isFirst {
                isFirst = false
                total = bound.value(2).isNone ? try source.next() : bound.value(2)
                return total
            }
            guard let current = total, let item = try source.next() else { return nil }
            let next =
                bound.value(1).isNone
                ? try current.applying(.add, item) : try renderer.call(bound.value(1), Arguments([current, item]))
            total = next
            return next
        }
    }

    private static func chain(_ sources: [Value]) -> Value {
        var position = 0
        var current: ValueIterator?
        return generator("chain") {
            while true {
                if let item = try current?.next() { return item }
                guard position < sources.count else { return nil }
                current = try sources[position].makeIterator()
                position += 1
            }
        }
    }

    private static func compress(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, Signature("data", "selectors"), "compress")
        let data = try bound.value(0).makeIterator()
        let selectors = try bound.value(1).makeIterator()
        return generator("compress") {
            while let item = try data.next(), let selector = try selectors.next() {
                if try selector.isTrue() { return item }
            }
            return nil
        }
    }

    private static func slice(_ arguments: [Value]) throws -> Value {
        guard (2...4).contains(arguments.count) else {
            let bound = arguments.count < 2 ? "at least 2" : "at most 4"
            throw JinjaError(.type, "islice expected \(bound) arguments, got \(arguments.count)")
        }
        func part(_ index: Int, _ problem: String) throws -> Int? {
            guard index < arguments.count, !arguments[index].isNone else { return nil }
            guard let number = arguments[index].smallInteger, number >= 0 else { throw JinjaError(.value, problem) }
            return number
        }
        let isShort = arguments.count == 2
        let indices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        let stop = try part(
            isShort ? 1 : 2, isShort ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize." : indices)
        var next = isShort ? 0 : try part(1, indices) ?? 0
        let step = try part(3, "Step for islice() must be a positive integer or None.") ?? 1
        if step == 0 { throw JinjaError(.value, "Step for islice() must be a positive integer or None.") }
        let source = try arguments[0].makeIterator()
        var position = 0
        return generator("islice") {
            while stop.map({ next < $0 }) ?? true {
                guard let item = try source.next() else { return nil }
                defer { position += 1 }
                if position == next {
                    next = next.addingReportingOverflow(step).partialValue
                    return item
                }
            }
            return nil
        }
    }

    private static func starMap(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let bound = try bind(arguments, Signature("function", "iterable"), "starmap")
        let source = try bound.value(1).makeIterator()
        return generator("starmap") {
            guard let item = try source.next() else { return nil }
            return try renderer.call(bound.value(0), Arguments(item.elements()))
        }
    }

    private static func tee(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, Signature("iterable", "n="), "tee")
        let count = try bound.int(1, default: 2)
        if count < 0 { throw JinjaError(.value, "n must be >= 0") }
        try TextLimit.check(count, times: 64)
        let shared = SharedItems(try bound.value(0).makeIterator())
        return .object(
            TupleObject(
                (0..<count).map { _ in
                    var position = 0
                    return .object(
                        GeneratorObject(typeName: "itertools._tee") {
                            defer { position += 1 }
                            return try shared.item(position)
                        })
                }))
    }

    private static func zipLongest(_ arguments: Arguments) throws -> Value {
        let fill = arguments.named("fillvalue") ?? .none
        if let other = arguments.named.first(where: { $0.name != "fillvalue" }) {
            throw JinjaError(.type, "zip_longest() got an unexpected keyword argument '\(other.name)'")
        }
        let sources = try arguments.positional.map { try $0.makeIterator() }
        return generator("zip_longest") {
            var isAny = false
            let row = try sources.map { source -> Value in
                guard let item = try source.next() else { return fill }
                isAny = true
                return item
            }
            return isAny ? .object(TupleObject(row)) : nil
        }
    }
}

/// Items of an iterator that several readers go through, each at its own pace.
private final class SharedItems {
    private let source: ValueIterator
    private var items: [Value] = []

    init(_ source: ValueIterator) { self.source = source }

    func item(_ position: Int) throws -> Value? {
        while items.count <= position {
            guard let item = try source.next() else { return nil }
            items.append(item)
            try TextLimit.check(items.count, times: 16)
        }
        return items[position]
    }
}
