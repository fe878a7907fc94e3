/// The lazy filters that apply another filter or test to every item.
enum SelectionFilters {
    static let all: [Filter] = [
        Filter("map", Signature("*", "**")) { value, arguments, renderer in .object(map(value, arguments, renderer)) },
        selection("select", keeps: true, byAttribute: false), selection("reject", keeps: false, byAttribute: false),
        selection("selectattr", keeps: true, byAttribute: true), selection("rejectattr", keeps: false, byAttribute: true),
    ]

    private typealias Step = (Value) throws -> Value

    private static func map(_ value: Value, _ arguments: BoundArguments, _ renderer: Renderer) -> GeneratorObject {
        var iterator: ValueIterator?
        var step: Step?
        return GeneratorObject {
            if iterator == nil {
                guard try value.isTrue() else { return nil }
                step = try mapping(arguments, renderer)
                iterator = try value.makeIterator()
            }
            guard let item = try iterator?.next() else { return nil }
            return try step?(item)
        }
    }

    private static func mapping(_ arguments: BoundArguments, _ renderer: Renderer) throws -> Step {
        var named = arguments.extraNamed
        if arguments.extra.isEmpty, let place = named.firstIndex(where: { $0.name == "attribute" }) {
            let attribute = named.remove(at: place).value
            var fallback = Value.none
            if let place = named.firstIndex(where: { $0.name == "default" }) { fallback = named.remove(at: place).value }
            if let other = named.first { throw JinjaError(.runtime, "Unexpected keyword argument \(TextRepr.repr(other.name))") }
            let path = AttributePath(attribute, fallback: fallback)
            return { try path.value(of: $0, renderer) }
        }
        guard let first = arguments.extra.first else { throw JinjaError(.runtime, "map requires a filter argument") }
        let rest = Arguments(Array(arguments.extra.dropFirst()), named: named)
        return { try renderer.applyFilter(name(first, "filter"), to: $0, rest) }
    }

    /// The name of a filter or test. Throws for what is no name, once there is an item to apply it to.
    private static func name(_ value: Value, _ kind: String) throws -> String {
        if let text = value.text { return text }
        _ = try value.hashNumber()
        throw JinjaError(.runtime, "No \(kind) named \(try value.repr()).")
    }

    private static func selection(_ name: String, keeps: Bool, byAttribute: Bool) -> Filter {
        Filter(name, Signature("*", "**")) { value, arguments, renderer in
            var iterator: ValueIterator?
            var test: ((Value) throws -> Bool)?
            return .object(
                GeneratorObject {
                    if iterator == nil {
                        guard try value.isTrue() else { return nil }
                        test = try condition(arguments, byAttribute: byAttribute, renderer)
                        iterator = try value.makeIterator()
                    }
                    while let item = try iterator?.next() {
                        if try test?(item) == keeps { return item }
                    }
                    return nil
                })
        }
    }

    private static func condition(
        _ arguments: BoundArguments, byAttribute: Bool, _ renderer: Renderer
    ) throws -> (Value) throws -> Bool {
        var positional = arguments.extra[...]
        var path = AttributePath(nil)
        if byAttribute {
            guard let attribute = positional.popFirst() else {
                throw JinjaError(.runtime, "Missing parameter for attribute name")
            }
            path = AttributePath(attribute)
        }
        guard let first = positional.popFirst() else { return { try path.value(of: $0, renderer).isTrue() } }
        let rest = Arguments(Array(positional), named: arguments.extraNamed)
        return { try renderer.applyTest(name(first, "test"), to: path.value(of: $0, renderer), rest) }
    }
}
