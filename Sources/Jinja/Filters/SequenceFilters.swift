/// Filters that take a sequence as a whole.
enum SequenceFilters {
    static let all: [Filter] = ends + ordering + grouping + totals

    // MARK: ends and conversions

    private static let ends: [Filter] = [
        Filter("length") { value, _, _ in .int(try value.length()) },
        Filter("count") { value, _, _ in .int(try value.length()) },
        Filter("list") { value, _, _ in .object(ListObject(try value.elements())) },
        Filter("first") { value, _, renderer in
            try value.makeIterator().next() ?? renderer.undefined(.message("No first item, sequence was empty."))
        },
        Filter("last") { value, _, renderer in
            try reversed(value).next() ?? renderer.undefined(.message("No last item, sequence was empty."))
        },
        Filter("random") { value, _, renderer in try random(value, renderer) },
        Filter("reverse") { value, _, _ in try reverse(value) },
        Filter("items") { value, _, renderer in .object(try items(value, renderer)) },
        Filter("default", Signature("default_value=", "boolean=")) { value, arguments, _ in try fallback(value, arguments) },
        Filter("d", Signature("default_value=", "boolean=")) { value, arguments, _ in try fallback(value, arguments) },
        Filter("join", Signature("d=", "attribute=")) { value, arguments, renderer in try join(value, arguments, renderer) },
        Filter("attr", Signature("name")) { value, arguments, renderer in try attribute(value, arguments.value(0), renderer) },
    ]

    private static func fallback(_ value: Value, _ arguments: BoundArguments) throws -> Value {
        if value.isUndefined { return arguments[0] ?? .string("") }
        if try arguments.bool(1, default: false), try !value.isTrue() { return arguments[0] ?? .string("") }
        return value
    }

    private static func attribute(_ value: Value, _ name: Value, _ renderer: Renderer) throws -> Value {
        guard let text = name.text else { throw JinjaError(.type, "attribute name must be string, not '\(name.typeName)'") }
        if case .undefined = value { return try renderer.attribute(text, of: value) }
        if let found = try renderer.pythonAttribute(text, of: value) { return found }
        return renderer.undefined(.attribute(text, of: value))
    }

    /// `reversed(value)`. Throws a TypeError for what has no order of its own.
    private static func reversed(_ value: Value) throws -> ValueIterator {
        switch value {
        case .undefined: return EmptyIterator()
        case .string(let text): return ArrayIterator(text.unicodeScalars.reversed().map { .string(String($0)) })
        case .object(let object):
            if let markup = object as? Markup {
                return ArrayIterator(markup.text.unicodeScalars.reversed().map { .object(Markup(String($0))) })
            }
            if let range = object as? RangeObject {
                var position = range.count
                return ClosureIterator {
                    guard position > 0 else { return nil }
                    position -= 1
                    return .int(range.number(at: position))
                }
            }
            if object.isSequence || object is DictView { return ArrayIterator(try value.elements().reversed()) }
        default: break
        }
        throw JinjaError(.type, "'\(value.typeName)' object is not reversible")
    }

    private static func reverse(_ value: Value) throws -> Value {
        if let text = value.text {
            let turned = TextSplitting.string(text.unicodeScalars.reversed())
            return value.object(Markup.self) != nil ? .object(Markup(turned)) : .string(turned)
        }
        if let iterator = try? reversed(value) {
            return .object(GeneratorObject(iterator, typeName: reversedName(value)))
        }
        guard (try? value.makeIterator()) != nil else { throw JinjaError(.runtime, "argument must be iterable") }
        return .object(ListObject(try value.elements().reversed()))
    }

    private static func reversedName(_ value: Value) -> String {
        switch value.typeName {
        case "list": "list_reverseiterator"
        case "dict", "dict_keys": "dict_reversekeyiterator"
        case "dict_values": "dict_reversevalueiterator"
        case "dict_items": "dict_reverseitemiterator"
        case "range": "range_iterator"
        default: "reversed"
        }
    }

    private static func random(_ value: Value, _ renderer: Renderer) throws -> Value {
        let count = try value.length()
        if count == 0 { return renderer.undefined(.message("No random item, sequence was empty.")) }
        let index = Int.random(in: 0..<count)
        switch value {
        case .string(let text): return text.item(.int(index)) ?? .none
        case .object(let object):
            if let item = try object.item(.int(index), renderer) { return item }
            if object is DictObject { throw JinjaError(.key, String(index)) }
        default: break
        }
        throw JinjaError(.type, "'\(value.typeName)' object is not subscriptable")
    }

    private static func items(_ value: Value, _ renderer: Renderer) throws -> GeneratorObject {
        var iterator: ValueIterator?
        return GeneratorObject {
            if iterator == nil {
                if value.isUndefined { return nil }
                guard case .object(let object) = value, object.isMapping else {
                    throw JinjaError(.type, "Can only get item pairs from a mapping.")
                }
                if let dict = object as? DictObject {
                    iterator = DictIterator(dict, .items)
                } else {
                    let pairs = try renderer.attribute("items", of: value)
                    iterator = try renderer.call(pairs, Arguments()).makeIterator()
                }
            }
            return try iterator?.next()
        }
    }

    private static func join(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
        let separator = arguments[0] ?? .string("")
        var parts = try value.elements()
        if let attribute = arguments[1], !attribute.isNone {
            let path = AttributePath(attribute)
            parts = try parts.map { try path.value(of: $0, renderer) }
        }
        guard renderer.autoescapes else {
            return .string(try StringMethods.joined(separator.str(), parts) { try parts[$0].str() })
        }
        let hasMarkup = separator.object(Markup.self) != nil || parts.contains { $0.object(Markup.self) != nil }
        if hasMarkup {
            return .object(Markup(try StringMethods.joined(Markup.escape(separator).text, parts) { try Markup.escape(parts[$0]).text }))
        }
        return .string(try StringMethods.joined(separator.str(), parts) { try parts[$0].str() })
    }

    // MARK: ordering

    private static let ordering: [Filter] = [
        Filter(
            "sort", Signature("reverse=", "case_sensitive=", "attribute="),
            preparing: { arguments in
                let paths = try AttributePath.list(arguments[2], ignoresCase: !arguments.bool(1, default: false))
                return (paths, arguments)
            }
        ) { value, plan, renderer in
            let (paths, arguments) = plan
            let sorted = try Sorting.sorted(value.elements(), isReversed: arguments.int(0, default: 0) != 0) { item in
                try key(item, paths, renderer)
            }
            return .object(ListObject(sorted))
        },
        Filter("dictsort", Signature("case_sensitive=", "by=", "reverse=")) { value, arguments, renderer in
            try dictSort(value, arguments, renderer)
        },
        Filter(
            "unique", Signature("case_sensitive=", "attribute="),
            preparing: { AttributePath($0[1], ignoresCase: try !$0.bool(0, default: false)) }
        ) { value, path, renderer in
            var iterator: ValueIterator?
            let seen = DictObject()
            return .object(
                GeneratorObject {
                    if iterator == nil { iterator = try value.makeIterator() }
                    while let item = try iterator?.next() {
                        if try seen.insert(path.value(of: item, renderer)) { return item }
                    }
                    return nil
                })
        },
        Filter("min", Signature("case_sensitive=", "attribute=")) { value, arguments, renderer in
            try extreme(value, arguments, .less, renderer)
        },
        Filter("max", Signature("case_sensitive=", "attribute=")) { value, arguments, renderer in
            try extreme(value, arguments, .greater, renderer)
        },
    ]

    private static func key(_ item: Value, _ paths: [AttributePath], _ renderer: Renderer) throws -> Value {
        if paths.count == 1 {
            let key = try paths[0].value(of: item, renderer)
            switch key {
            case .string, .int: return key
            default: return .object(SortKey([key]))
            }
        }
        return .object(SortKey(try paths.map { try $0.value(of: item, renderer) }))
    }

    private static func dictSort(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
        let by = try arguments[1]?.str() ?? "key"
        guard by == "key" || by == "value" else {
            throw JinjaError(.runtime, "You can only sort by either \"key\" or \"value\"")
        }
        let pairs: [Value]
        if let dict = value.object(DictObject.self) {
            pairs = try DictIterator(dict, .items).rest()
        } else {
            if case .object(let object) = value, object.isMapping {
                pairs = try renderer.call(renderer.attribute("items", of: value), Arguments()).elements()
            } else {
                _ = try TextFilters.missingMethod("items", of: value, renderer)
                pairs = []
            }
        }
        let place = by == "key" ? 0 : 1
        let isCaseSensitive = try arguments.bool(0, default: false)
        let sorted = try Sorting.sorted(pairs, isReversed: arguments.int(2, default: 0) != 0) { pair in
            let parts = pair.object(TupleObject.self)?.elements ?? []
            let key = place < parts.count ? parts[place] : .none
            return isCaseSensitive ? key : key.lowered
        }
        return .object(ListObject(sorted))
    }

    private static func extreme(
        _ value: Value, _ arguments: BoundArguments, _ ordering: Ordering, _ renderer: Renderer
    ) throws -> Value {
        let iterator = try value.makeIterator()
        guard var best = try iterator.next() else {
            return renderer.undefined(.message("No aggregated item, sequence was empty."))
        }
        let path = AttributePath(arguments[1], ignoresCase: try !arguments.bool(0, default: false))
        var bestKey = try path.value(of: best, renderer)
        while let item = try iterator.next() {
            let key = try path.value(of: item, renderer)
            if try key.isOrdered(ordering, bestKey) {
                best = item
                bestKey = key
            }
        }
        return best
    }

    // MARK: grouping

    private static let grouping: [Filter] = [
        Filter("groupby", Signature("attribute", "default=", "case_sensitive=")) { value, arguments, renderer in
            try groups(value, arguments, renderer)
        },
        Filter("batch", Signature("linecount", "fill_with=")) { value, arguments, _ in .object(batch(value, arguments)) },
        Filter("slice", Signature("slices", "fill_with=")) { value, arguments, _ in .object(slice(value, arguments)) },
    ]

    private static func groups(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
        let fallback = arguments.value(1)
        let isCaseSensitive = try arguments.bool(2, default: false)
        let path = AttributePath(arguments.value(0), fallback: fallback, ignoresCase: !isCaseSensitive)
        let shownPath = AttributePath(arguments.value(0), fallback: fallback)
        let items = try value.elements()
        let keys = try items.map { try path.value(of: $0, renderer) }
        var groups: [[Value]] = []
        var lastKey: Value?
        for place in try Sorting.order(keys) {
            if let lastKey, try lastKey.isSame(as: keys[place]) {
                groups[groups.count - 1].append(items[place])
            } else {
                groups.append([items[place]])
                lastKey = keys[place]
            }
        }
        return .object(
            ListObject(try groups.map { items in .object(GroupObject(try shownPath.value(of: items[0], renderer), items)) }))
    }

    private static func batch(_ value: Value, _ arguments: BoundArguments) -> GeneratorObject {
        var iterator: ValueIterator?
        var row: [Value] = []
        var isDone = false
        let fill = arguments.value(1)
        return GeneratorObject {
            if isDone { return nil }
            if iterator == nil { iterator = try value.makeIterator() }
            while let item = try iterator?.next() {
                if try Value.int(row.count).equals(arguments.value(0)) {
                    defer { row = [item] }
                    return .object(ListObject(row))
                }
                row.append(item)
            }
            isDone = true
            if row.isEmpty { return nil }
            if !fill.isNone {
                let missing = try arguments.value(0).index() - row.count
                try TextLimit.check(max(0, missing), times: 16)
                row += repeatElement(fill, count: max(0, missing))
            }
            return .object(ListObject(row))
        }
    }

    private static func slice(_ value: Value, _ arguments: BoundArguments) -> GeneratorObject {
        var items: [Value]?
        var number = 0
        var offset = 0
        let fill = arguments.value(1)
        return GeneratorObject {
            let elements: [Value]
            if let items { elements = items } else { elements = try value.elements() }
            items = elements
            let count = try arguments.value(0).index()
            if count == 0 { throw JinjaError(.zeroDivision, "integer division or modulo by zero") }
            try TextLimit.check(max(0, count), times: 64)
            guard number < count else { return nil }
            let size = elements.count / count
            let larger = elements.count % count
            let start = offset + number * size
            if number < larger { offset += 1 }
            let end = offset + (number + 1) * size
            var part = Array(elements[min(start, elements.count)..<min(end, elements.count)])
            if !fill.isNone, number >= larger { part.append(fill) }
            number += 1
            return .object(ListObject(part))
        }
    }

    // MARK: totals

    private static let totals: [Filter] = [
        Filter("sum", Signature("attribute=", "start="), preparing: { (AttributePath($0[0]), $0[1] ?? .int(0)) }) { value, plan, renderer in
            let path = plan.0
            var total = plan.1
            let iterator = try value.makeIterator()
            if total.text != nil { throw JinjaError(.type, "sum() can't sum strings [use ''.join(seq) instead]") }
            while let item = try iterator.next() {
                total = try total.applying(.add, path.value(of: item, renderer))
            }
            return total
        }
    ]
}

/// The key of an item with several parts, or of a kind that compares slowly: ordered as a Python list.
private final class SortKey: Object {
    let keys: [Value]

    init(_ keys: [Value]) { self.keys = keys }

    override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        let others = other.object(SortKey.self)?.keys ?? [other]
        return reflected ? try others.isOrdered(ordering, keys) : try keys.isOrdered(ordering, others)
    }
}

/// One group of `groupby`: a pair that also has names.
final class GroupObject: Object {
    private let pair: TupleObject

    init(_ grouper: Value, _ items: [Value]) {
        pair = TupleObject([grouper, .object(ListObject(items))])
    }

    override var typeName: String { "_GroupTuple" }
    override var qualifiedTypeName: String { "jinja2.filters._GroupTuple" }
    override var length: Int? { 2 }
    override var isSequence: Bool { true }
    override func repr() throws -> String { try pair.repr() }
    override func makeIterator() throws -> ValueIterator? { try pair.makeIterator() }
    override func contains(_ needle: Value) throws -> Bool? { try pair.contains(needle) }
    override func isEqual(to other: Value) throws -> Bool? {
        if let other = other.object(GroupObject.self) { return try pair.isEqual(to: .object(other.pair)) }
        return try pair.isEqual(to: other)
    }
    override func hash(into hasher: inout Hasher) throws { try pair.hash(into: &hasher) }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try pair.item(key, renderer) }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "grouper": pair.elements[0]
        case "list": pair.elements[1]
        default: nil
        }
    }

    override func method(_ name: String) -> Method? {
        guard let method = AllMethods.tuple(name) else { return nil }
        return Method(name) { receiver, arguments, renderer in
            let tuple = receiver.object(GroupObject.self).map { Value.object($0.pair) } ?? receiver
            return try method.function(tuple, arguments, renderer)
        }
    }
}
