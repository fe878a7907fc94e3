/// The lazy filters that apply another filter or test to every item.
enum SelectionFilters {
    static let all: [Filter] = [
        Filter("map", Signature("*", "**")) { value, arguments, renderer in
            .object(GeneratorObject(MappedItems(value, arguments, renderer)))
        },
        selection("select", keeps: true, byAttribute: false), selection("reject", keeps: false, byAttribute: false),
        selection("selectattr", keeps: true, byAttribute: true), selection("rejectattr", keeps: false, byAttribute: true),
    ]

    private static func selection(_ name: String, keeps: Bool, byAttribute: Bool) -> Filter {
        Filter(name, Signature("*", "**")) { value, arguments, renderer in
            .object(GeneratorObject(SelectedItems(value, arguments, renderer, keeps: keeps, byAttribute: byAttribute)))
        }
    }

    /// The name of a filter or test. Throws for what is no name, once there is an item to apply it to.
    fileprivate static func name(_ value: Value, _ kind: String) throws -> String {
        if let text = value.text { return text }
        _ = try value.hashNumber()
        throw JinjaError(.runtime, "No \(kind) named \(try value.repr()).")
    }
}

/// The items of a sequence, which is looked at when the first one is asked for.
private class LazyItems: ValueIterator {
    fileprivate let value: Value
    fileprivate let arguments: BoundArguments
    fileprivate let renderer: Renderer
    private var iterator: ValueIterator?

    init(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer) {
        self.value = value
        self.arguments = arguments
        self.renderer = renderer
    }

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
    private enum Step {
        case attribute(AttributePath)
        case filter(String, Filter?, Arguments)
    }

    private var step: Step?

    override func begin() throws {
        var named = arguments.extraNamed
        if arguments.extra.isEmpty, let place = named.firstIndex(where: { $0.name == "attribute" }) {
            let attribute = named.remove(at: place).value
            var fallback = Value.none
            if let place = named.firstIndex(where: { $0.name == "default" }) { fallback = named.remove(at: place).value }
            if let other = named.first { throw JinjaError(.runtime, "Unexpected keyword argument \(TextRepr.repr(other.name))") }
            step = .attribute(AttributePath(attribute, fallback: fallback))
            return
        }
        guard let first = arguments.extra.first else { throw JinjaError(.runtime, "map requires a filter argument") }
        // What is no name at all is complained about when there is an item.
        let rest = Arguments(Array(arguments.extra.dropFirst()), named: named)
        let filter = first.text.flatMap { AllFilters.byName[$0] }
        step = .filter(first.text ?? "", filter, rest)
    }

    override func next() throws -> Value? {
        guard let item = try nextItem() else { return nil }
        switch step {
        case .attribute(let path)?: return try path.value(of: item, renderer)
        case .filter(_, let filter?, let arguments)?: return try filter.apply(item, arguments, renderer)
        case .filter(_, nil, let rest)?:
            return try renderer.applyFilter(SelectionFilters.name(arguments.extra[0], "filter"), to: item, rest)
        case nil: return nil
        }
    }
}

/// What `select`, `reject` and their kin let pass.
private final class SelectedItems: LazyItems {
    private let keeps: Bool
    private let byAttribute: Bool
    private var path = AttributePath(nil)
    /// The test as given; nil where the value itself decides.
    private var testName: Value?
    private var test: ValueTest?
    private var testArguments = Arguments()

    init(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer, keeps: Bool, byAttribute: Bool) {
        self.keeps = keeps
        self.byAttribute = byAttribute
        super.init(value, arguments, renderer)
    }

    override func begin() throws {
        var positional = arguments.extra[...]
        if byAttribute {
            guard let attribute = positional.popFirst() else {
                throw JinjaError(.runtime, "Missing parameter for attribute name")
            }
            path = AttributePath(attribute)
        }
        testName = positional.popFirst()
        test = testName?.text.flatMap { AllTests.byName[$0] }
        testArguments = Arguments(Array(positional), named: arguments.extraNamed)
    }

    override func next() throws -> Value? {
        while let item = try nextItem() {
            if try isSelected(path.value(of: item, renderer)) == keeps { return item }
        }
        return nil
    }

    private func isSelected(_ value: Value) throws -> Bool {
        if let test { return try test.holds(value, testArguments, renderer) }
        guard let testName else { return try value.isTrue() }
        return try renderer.applyTest(SelectionFilters.name(testName, "test"), to: value, testArguments)
    }
}
