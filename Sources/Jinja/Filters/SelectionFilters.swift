/// The lazy filters that apply another filter or test to every item.
enum SelectionFilters {
    static let all: [Filter] = [
        Filter("map", Signature("*", "**"), preparing: { arguments in Result { try Mapping(arguments) } }) { value, mapping, renderer in
            .object(GeneratorObject(MappedItems(value, mapping, renderer)))
        },
        selection("select", keeps: true, byAttribute: false), selection("reject", keeps: false, byAttribute: false),
        selection("selectattr", keeps: true, byAttribute: true), selection("rejectattr", keeps: false, byAttribute: true),
    ]

    private static func selection(_ name: String, keeps: Bool, byAttribute: Bool) -> Filter {
        Filter(name, Signature("*", "**"), preparing: { arguments in Result { try Selection(arguments, byAttribute: byAttribute) } }) {
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

/// What `map` does with an item.
private enum Mapping {
    case attribute(AttributePath)
    /// A filter with its arguments.
    case filter(Filter.Application)

    init(_ arguments: BoundArguments) throws {
        var named = arguments.extraNamed
        if arguments.extra.isEmpty, let place = named.firstIndex(where: { $0.name == "attribute" }) {
            let attribute = named.remove(at: place).value
            var fallback = Value.none
            if let place = named.firstIndex(where: { $0.name == "default" }) { fallback = named.remove(at: place).value }
            if let other = named.first { throw JinjaError(.runtime, "Unexpected keyword argument \(TextRepr.repr(other.name))") }
            self = .attribute(AttributePath(attribute, fallback: fallback))
            return
        }
        guard let first = arguments.extra.first else { throw JinjaError(.runtime, "map requires a filter argument") }
        let rest = Arguments(Array(arguments.extra.dropFirst()), named: named)
        do {
            self = .filter(try Renderer.filter(SelectionFilters.name(first, "filter")).application(rest))
        } catch {
            // Complained about when there is an item.
            self = .filter { _, _ in throw error }
        }
    }
}

/// What `select`, `reject` and their kin ask of an item.
private final class Selection {
    private let path: AttributePath
    /// The test with its arguments; nil where the value itself decides.
    private let test: ValueTest.Application?

    init(_ arguments: BoundArguments, byAttribute: Bool) throws {
        var positional = arguments.extra[...]
        if byAttribute {
            guard let attribute = positional.popFirst() else {
                throw JinjaError(.runtime, "Missing parameter for attribute name")
            }
            path = AttributePath(attribute)
        } else {
            path = AttributePath(nil)
        }
        guard let name = positional.popFirst() else {
            test = nil
            return
        }
        do {
            let test = try Renderer.test(SelectionFilters.name(name, "test"))
            self.test = try test.application(Arguments(Array(positional), named: arguments.extraNamed))
        } catch {
            // Complained about when there is an item.
            test = { _, _ in throw error }
        }
    }

    /// Whether the item passes.
    func holds(_ item: Value, _ renderer: Renderer) throws -> Bool {
        let value = try path.value(of: item, renderer)
        return try test.map { try $0(value, renderer) } ?? value.isTrue()
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
    private let mapping: Result<Mapping, any Error>
    private let renderer: Renderer

    init(_ value: Value, _ mapping: Result<Mapping, any Error>, _ renderer: Renderer) {
        self.mapping = mapping
        self.renderer = renderer
        super.init(value)
    }

    override func begin() throws { _ = try mapping.get() }

    override func next() throws -> Value? {
        guard let item = try nextItem() else { return nil }
        switch mapping {
        case .success(.attribute(let path)): return try path.value(of: item, renderer)
        case .success(.filter(let apply)): return try apply(item, renderer)
        case .failure(let error): throw error
        }
    }
}

/// What `select`, `reject` and their kin let pass.
private final class SelectedItems: LazyItems {
    private let selection: Result<Selection, any Error>
    private let renderer: Renderer
    private let keeps: Bool

    init(_ value: Value, _ selection: Result<Selection, any Error>, _ renderer: Renderer, keeps: Bool) {
        self.selection = selection
        self.renderer = renderer
        self.keeps = keeps
        super.init(value)
    }

    override func begin() throws { _ = try selection.get() }

    override func next() throws -> Value? {
        guard case .success(let selection) = selection else { return try nextItem() }
        while let item = try nextItem() {
            if try selection.holds(item, renderer) == keeps { return item }
        }
        return nil
    }
}
