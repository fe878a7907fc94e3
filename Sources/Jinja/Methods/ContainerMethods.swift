/// The methods of `list` and `tuple`.
enum ListMethods {
    static let list = Method.table(changing, asking)

    static let tuple = Method.table([
        Method.positional("tuple", "count", 1...1) { receiver, arguments in .int(try count(elements(receiver), arguments[0])) },
        Method.positional("tuple", "index", 1...3) { receiver, arguments in
            .int(try index(elements(receiver), arguments) { _ in "tuple.index(x): x not in tuple" })
        },
    ])

    static let range = Method.table([
        Method.positional("range", "count", 1...1) { receiver, arguments in .int(try receiver.contains(arguments[0]) ? 1 : 0) },
        Method.positional("range", "index", 1...1) { receiver, arguments in
            guard let range = receiver.object(RangeObject.self), try receiver.contains(arguments[0]) else {
                throw JinjaError(.value, "\(try arguments[0].repr()) is not in range")
            }
            let number = arguments[0].smallInteger ?? Int(exactly: arguments[0].double ?? 0) ?? 0
            return .int((number - range.start) / range.step)
        },
    ])

    /// `start`, `stop` and `step` of a range.
    static func property(_ name: String, of range: RangeObject) -> Value? {
        switch name {
        case "start": .int(range.start)
        case "stop": .int(range.stop)
        case "step": .int(range.step)
        default: nil
        }
    }

    private static func elements(_ receiver: Value) -> [Value] { receiver.object(TupleObject.self)?.elements ?? [] }

    private static func method(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (ListObject, [Value]) throws -> Value
    ) -> Method {
        .positional("list", name, counts) { receiver, arguments in
            guard let list = receiver.object(ListObject.self) else { return .none }
            return try body(list, arguments)
        }
    }

    private static let changing: [Method] = [
        method("append", 1...1) { list, arguments in
            if list.elements.count & 0xFFFF == 0xFFFF { try TextLimit.check(list.elements.count, times: 16) }
            list.append(arguments[0])
            return .none
        },
        method("extend", 1...1) { list, arguments in
            let added = try arguments[0].elements()
            try TextLimit.check(list.elements.count + added.count, times: 16)
            list.update { $0 += added }
            return .none
        },
        method("insert", 2...2) { list, arguments in
            let place = try arguments[0].index()
            let count = list.elements.count
            list.update { $0.insert(arguments[1], at: place < 0 ? max(0, count + max(place, -count)) : min(place, count)) }
            return .none
        },
        method("remove", 1...1) { list, arguments in
            for (place, element) in list.elements.enumerated() where try element.isSame(as: arguments[0]) {
                list.update { if place < $0.count { $0.remove(at: place) } }
                return .none
            }
            throw JinjaError(.value, "list.remove(x): x not in list")
        },
        method("pop", 0...1) { list, arguments in
            let count = list.elements.count
            if count == 0 { throw JinjaError(.index, "pop from empty list") }
            var place = try arguments.count(0, default: -1)
            if place < 0 { place = place.addingReportingOverflow(count).partialValue }
            guard list.elements.indices.contains(place) else { throw JinjaError(.index, "pop index out of range") }
            return list.update { $0.remove(at: place) }
        },
        method("clear", 0...0) { list, _ in
            list.update { $0 = [] }
            return .none
        },
        method("reverse", 0...0) { list, _ in
            list.update { $0.reverse() }
            return .none
        },
        Method("sort") { receiver, arguments, renderer in
            if let given = arguments.positional.first {
                _ = given
                throw JinjaError(.type, "sort() takes no positional arguments")
            }
            let bound = try Signature("key=", "reverse=").bind(arguments, function: "sort")
            guard let list = receiver.object(ListObject.self) else { return .none }
            let sorted = try Sorting.sorted(list.elements, isReversed: bound.int(1, default: 0) != 0) { element in
                guard let key = bound[0], !key.isNone else { return element }
                return try renderer.call(key, Arguments([element]))
            }
            list.update { $0 = sorted }
            return .none
        },
    ]

    private static let asking: [Method] = [
        method("copy", 0...0) { list, _ in .object(ListObject(list.elements)) },
        method("count", 1...1) { list, arguments in .int(try count(list.elements, arguments[0])) },
        method("index", 1...3) { list, arguments in
            .int(try index(list.elements, arguments) { "\(try $0.repr()) is not in list" })
        },
    ]

    private static func count(_ elements: [Value], _ wanted: Value) throws -> Int {
        try elements.count { try $0.isSame(as: wanted) }
    }

    private static func index(_ elements: [Value], _ arguments: [Value], _ message: (Value) throws -> String) throws -> Int {
        func clamped(_ bound: Int) -> Int { bound < 0 ? max(0, elements.count + max(bound, -elements.count)) : min(bound, elements.count) }
        let start = clamped(try arguments.bound(1) ?? 0)
        let end = clamped(try arguments.bound(2) ?? elements.count)
        if start < end {
            for place in start..<end where try elements[place].isSame(as: arguments[0]) { return place }
        }
        throw JinjaError(.value, try message(arguments[0]))
    }
}

/// The methods of `dict` and its views.
enum DictMethods {
    static let dict = Method.table(reading, changing)

    static let view = Method.table([
        Method.positional("dict_view", "isdisjoint", 1...1) { receiver, arguments in
            for item in try arguments[0].elements() where try receiver.contains(item) { return .bool(false) }
            return .bool(true)
        }
    ])

    private static func method(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (DictObject, [Value]) throws -> Value
    ) -> Method {
        .positional("dict", name, counts) { receiver, arguments in
            guard let dict = receiver.object(DictObject.self) else { return .none }
            return try body(dict, arguments)
        }
    }

    private static let reading: [Method] = [
        method("get", 1...2) { dict, arguments in try dict.get(arguments[0]) ?? (arguments.count > 1 ? arguments[1] : .none) },
        method("keys", 0...0) { dict, _ in .object(DictView(dict, .keys)) },
        method("values", 0...0) { dict, _ in .object(DictView(dict, .values)) },
        method("items", 0...0) { dict, _ in .object(DictView(dict, .items)) },
        method("copy", 0...0) { dict, _ in .object(dict.copy()) },
        Method.positional("dict", "fromkeys", 1...2) { _, arguments in
            let dict = DictObject()
            for key in try arguments[0].elements() { try dict.set(key, arguments.count > 1 ? arguments[1] : .none) }
            return .object(dict)
        },
    ]

    private static let changing: [Method] = [
        Method("update") { receiver, arguments, renderer in
            if arguments.positional.count > 1 {
                throw JinjaError(.type, "update expected at most 1 argument, got \(arguments.positional.count)")
            }
            guard let dict = receiver.object(DictObject.self) else { return .none }
            if let source = arguments.positional.first { try merge(source, into: dict, renderer) }
            for (name, value) in arguments.named { dict[name] = value }
            return .none
        },
        method("pop", 1...2) { dict, arguments in
            if let value = try dict.remove(arguments[0]) { return value }
            if arguments.count > 1 { return arguments[1] }
            throw JinjaError(.key, try arguments[0].repr())
        },
        method("popitem", 0...0) { dict, _ in
            guard let (key, value) = dict.removeLast() else { throw JinjaError(.key, "'popitem(): dictionary is empty'") }
            return .object(TupleObject([key, value]))
        },
        method("setdefault", 1...2) { dict, arguments in
            if let value = try dict.get(arguments[0]) { return value }
            let value = arguments.count > 1 ? arguments[1] : .none
            try dict.set(arguments[0], value)
            return value
        },
        method("clear", 0...0) { dict, _ in
            dict.removeAll()
            return .none
        },
    ]

    /// Puts the entries of a mapping, or of a sequence of pairs, into a dict: `dict(source)`, `dict.update(source)`.
    static func merge(_ source: Value, into dict: DictObject, _ renderer: Renderer) throws {
        if case .undefined(let undefined) = source, !undefined.isForgiving { throw undefined.error() }
        if let other = source.object(DictObject.self) {
            for (key, value) in other.entries { try dict.set(key, value) }
            return
        }
        if case .object(let object) = source, object.isMapping, let iterator = try object.makeIterator() {
            while let key = try iterator.next() { try dict.set(key, object.item(key, renderer) ?? .none) }
            return
        }
        for (index, element) in try source.elements().enumerated() {
            guard let pair = try? element.elements(), (try? element.makeIterator()) != nil else {
                throw JinjaError(.type, "cannot convert dictionary update sequence element #\(index) to a sequence")
            }
            guard pair.count == 2 else {
                throw JinjaError(.value, "dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
            }
            try dict.set(pair[0], pair[1])
        }
    }
}

/// The methods of `set`.
enum SetMethods {
    static let all = Method.table(changing, combining)

    private static func method(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (SetObject, [Value]) throws -> Value
    ) -> Method {
        .positional("set", name, counts) { receiver, arguments in
            guard let set = receiver.object(SetObject.self) else { return .none }
            return try body(set, arguments)
        }
    }

    private static let changing: [Method] = [
        method("add", 1...1) { set, arguments in
            try set.insert(arguments[0])
            return .none
        },
        method("discard", 1...1) { set, arguments in
            try set.remove(arguments[0])
            return .none
        },
        method("remove", 1...1) { set, arguments in
            if try !set.remove(arguments[0]) { throw JinjaError(.key, try arguments[0].repr()) }
            return .none
        },
        method("pop", 0...0) { set, _ in
            guard let element = try set.removeFirst() else { throw JinjaError(.key, "'pop from an empty set'") }
            return element
        },
        method("clear", 0...0) { set, _ in
            set.removeAll()
            return .none
        },
        method("update", 0...Int.max) { set, arguments in
            for other in arguments { for element in try other.elements() { try set.insert(element) } }
            return .none
        },
        method("difference_update", 0...Int.max) { set, arguments in
            for other in arguments { for element in try other.elements() { try set.remove(element) } }
            return .none
        },
        method("intersection_update", 0...Int.max) { set, arguments in
            let kept = try intersection(set, arguments)
            set.removeAll()
            for element in kept.elements { try set.insert(element) }
            return .none
        },
        method("symmetric_difference_update", 1...1) { set, arguments in
            for element in try SetObject(elements: arguments[0].elements()).elements {
                if try !set.remove(element) { try set.insert(element) }
            }
            return .none
        },
    ]

    private static func intersection(_ set: SetObject, _ others: [Value]) throws -> SetObject {
        var kept = set.elements
        for other in others {
            let wanted = try SetObject(elements: other.elements())
            kept = try kept.filter { try wanted.has($0) }
        }
        return try SetObject(elements: kept)
    }

    private static let combining: [Method] = [
        method("copy", 0...0) { set, _ in .object(try SetObject(elements: set.elements)) },
        method("union", 0...Int.max) { set, arguments in
            .object(try SetObject(elements: arguments.reduce(into: set.elements) { $0 += try $1.elements() }))
        },
        method("intersection", 0...Int.max) { set, arguments in .object(try intersection(set, arguments)) },
        method("difference", 0...Int.max) { set, arguments in
            let result = try SetObject(elements: set.elements)
            for other in arguments { for element in try other.elements() { try result.remove(element) } }
            return .object(result)
        },
        method("symmetric_difference", 1...1) { set, arguments in
            let other = try SetObject(elements: arguments[0].elements())
            let left = try set.elements.filter { try !other.has($0) }
            let right = try other.elements.filter { try !set.has($0) }
            return .object(try SetObject(elements: left + right))
        },
        method("issubset", 1...1) { set, arguments in .bool(try set.isSubset(of: SetObject(elements: arguments[0].elements()))) },
        method("issuperset", 1...1) { set, arguments in .bool(try arguments[0].elements().allSatisfy { try set.has($0) }) },
        method("isdisjoint", 1...1) { set, arguments in .bool(try arguments[0].elements().allSatisfy { try !set.has($0) }) },
    ]
}
