/// The lazy filters that apply another filter or test to every item.
enum SelectionFilters {
    static let all: [Filter] = [
        Filter("map", Signature("*", "**"), preparing: { arguments in Result { try ItemUse.mapping(arguments) } }) {
            value, mapping, renderer in
            .object(GeneratorObject(MappedItems(value, mapping, renderer)))
        },
        selection("select", keeps: true, byAttribute: false), selection("reject", keeps: false, byAttribute: false),
        selection("selectattr", keeps: true, byAttribute: true), selection("rejectattr", keeps: false, byAttribute: true),
    ]

    private static func selection(_ name: String, keeps: Bool, byAttribute: Bool) -> Filter {
        Filter(
            name, Signature("*", "**"), preparing: { arguments in Result { try ItemUse.selection(arguments, byAttribute: byAttribute) } }
        ) {
            value, selection, renderer in
            .object(GeneratorObject(SelectedItems(value, selection, renderer, keeps: keeps)))
        }
    }

    /// The name of a filter or test. Throws for what is no name, once there is an item to apply it to.
    fileprivate static func name(_ value: Value, _ kind: String) throws -> String {
        if let text = value.text { return text }
        _ = try value.hashNumber()
        throw JinjaError(.runtime, "No \(kind) named \(try value.repr()).")
    }
}

/// What the lazy filters do with an item, made of their arguments.
private enum ItemUse {
    /// What `map` makes of an item.
    static func mapping(_ arguments: BoundArguments) throws -> Filter.Application {
        var named = arguments.extraNamed
        if arguments.extra.isEmpty, let place = named.firstIndex(where: { $0.name == "attribute" }) {
            let attribute = named.remove(at: place).value
            var fallback = Value.none
            if let place = named.firstIndex(where: { $0.name == "default" }) { fallback = named.remove(at: place).value }
            if let other = named.first { throw JinjaError(.runtime, "Unexpected keyword argument \(TextRepr.repr(other.name))") }
            let path = AttributePath(attribute, fallback: fallback)
            return { item, renderer in try path.value(of: item, renderer) }
        }
        guard let first = arguments.extra.first else { throw JinjaError(.runtime, "map requires a filter argument") }
        let rest = Arguments(Array(arguments.extra.dropFirst()), named: named)
        do {
            return try Renderer.filter(SelectionFilters.name(first, "filter")).application(rest)
        } catch {
            // Complained about when there is an item.
            return { _, _ in throw error }
        }
    }

    /// Whether an item passes the test of `select`, `reject` and their kin.
    static func selection(_ arguments: BoundArguments, byAttribute: Bool) throws -> ValueTest.Application {
        var positional = arguments.extra[...]
        guard byAttribute else { return test(positional, arguments.extraNamed) }
        guard let attribute = positional.popFirst() else {
            throw JinjaError(.runtime, "Missing parameter for attribute name")
        }
        let path = AttributePath(attribute)
        let test = test(positional, arguments.extraNamed)
        return { item, renderer in try test(path.value(of: item, renderer), renderer) }
    }

    /// A test by name with its arguments; without a name the value itself decides.
    private static func test(_ positional: ArraySlice<Value>, _ named: [(name: String, value: Value)]) -> ValueTest.Application {
        guard let name = positional.first else { return { value, _ in try value.isTrue() } }
        do {
            let test = try Renderer.test(SelectionFilters.name(name, "test"))
            return try test.application(Arguments(Array(positional.dropFirst()), named: named))
        } catch {
            // Complained about when there is an item.
            return { _, _ in throw error }
        }
    }
}

/// The items of a sequence, which is looked at when the first one is asked for.
private class LazyItems: ValueIterator {
    private let value: Value
    private var iterator: ValueIterator?

    init(_ value: Value) { self.value = value }

    /// Called before the first item is taken.
    func begin() throws {}

    /// The next item as it stands in the sequence; nil at the end, and always for a sequence that is false.
    final func nextItem() throws -> Value? {
        if let iterator { return try iterator.next() }
        guard try value.isTrue() else { return nil }
        try begin()
        let iterator = try value.makeIterator()
        self.iterator = iterator
        return try iterator.next()
    }
}

/// What `map` gives.
private final class MappedItems: LazyItems {
    private let mapping: Result<Filter.Application, any Error>
    private let renderer: Renderer

    init(_ value: Value, _ mapping: Result<Filter.Application, any Error>, _ renderer: Renderer) {
        self.mapping = mapping
        self.renderer = renderer
        super.init(value)
    }

    override func begin() throws { _ = try mapping.get() }

    override func next() throws -> Value? {
        guard let item = try nextItem() else { return nil }
        return try mapping.get()(item, renderer)
    }
}

/// What `select`, `reject` and their kin let pass.
private final class SelectedItems: LazyItems {
    private let selection: Result<ValueTest.Application, any Error>
    private let renderer: Renderer
    private let keeps: Bool

    init(_ value: Value, _ selection: Result<ValueTest.Application, any Error>, _ renderer: Renderer, keeps: Bool) {
        self.selection = selection
        self.renderer = renderer
        self.keeps = keeps
        super.init(value)
    }

    override func begin() throws { _ = try selection.get() }

    override func next() throws -> Value? {
        while let item = try nextItem() {
            if try selection.get()(item, renderer) == keeps { return item }
        }
        return nil
    }
}
