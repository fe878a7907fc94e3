internal import Diagnostics
internal import Files
internal import Jinja

/// Some templates and the context they are rendered in.
struct Benchmark {
    /// All there are: a long loop, many calls of macros, filters over dicts, long texts, many small models of a project.
    static let names = ["loop", "macros", "filters", "concat", "models"]

    private let sources: [SourceFile]
    private let context: Names

    /// Reads a benchmark from its folder.
    init(_ name: String, folder: String) throws {
        let given = try Self.object(Self.text("\(folder)/\(name).json"))
        if name == "models" {
            let copies = try given["copies"]?.index() ?? 0
            let models = try given["models"]?.elements().map { try $0.str() } ?? []
            sources = (0..<copies).flatMap { copy in
                models.map { SourceFile(path: "model.sql", text: Self.numbered($0, copy)) }
            }
            context = Names(given["context"]?.object(DictObject.self) ?? DictObject(), functions: true)
        } else {
            sources = [SourceFile(path: "\(name).jinja", text: Self.prefixed(try Self.text("\(folder)/\(name).jinja")))]
            context = Names(given, functions: false)
        }
    }

    /// Every source as a template that is ready to render.
    func compile() throws -> [Template] {
        try sources.map { source in
            let template = try Template(source)
            try template.prepare()
            return template
        }
    }

    /// What the templates give, each rendered in a context of its own.
    func render(_ templates: [Template]) throws -> [String] {
        try templates.map { try Renderer(names: context).render($0) }
    }

    private static func text(_ path: String) throws -> String { String(decoding: try DiskFileSystem().read(path), as: UTF8.self) }

    /// A JSON object as a dict.
    private static func object(_ json: String) throws -> DictObject {
        let functions = Dictionary(uniqueKeysWithValues: PureFunctions.all().map { ($0.name, $0.value) })
        guard let read = functions["fromjson"] else { return DictObject() }
        let renderer = Renderer(names: Names(DictObject(), functions: false))
        return try renderer.call(read, Arguments([.string(json)])).object(DictObject.self) ?? DictObject()
    }

    /// The text with `__N__` replaced by a number.
    private static func numbered(_ text: String, _ number: Int) -> String { replacing("__N__", with: String(number), in: text) }

    /// The text with its macros called by the names that dbt gives them.
    private static func prefixed(_ text: String) -> String {
        var names: [Substring] = []
        for piece in text.split(separator: "{%- macro ").dropFirst(text.hasPrefix("{%- macro ") ? 0 : 1) {
            if let end = piece.firstIndex(of: "(") { names.append(piece[..<end]) }
        }
        var result = text
        for name in names {
            // A call in a tag; the same word followed by a tag is text.
            result = replacing("\(name)(", with: "dbt_macro__\(name)(", in: result)
            result = replacing("dbt_macro__\(name)({{", with: "\(name)({{", in: result)
            result = replacing("macro dbt_macro__\(name)(", with: "macro \(name)(", in: result)
        }
        return result
    }

    private static func replacing(_ old: String, with new: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let place = rest.firstRange(of: old) {
            result += rest[..<place.lowerBound] + new
            rest = rest[place.upperBound...]
        }
        return result + rest
    }
}

/// A context: values by name, and where asked for the functions that models call.
private final class Names: NameLookup {
    private let values: DictObject

    init(_ given: DictObject, functions: Bool) {
        values = given.copy()
        guard functions else { return }
        values["inc"] = .bool(true)
        let made = [
            FunctionObject("ref") { arguments, _ in .string("\"db\".\"analytics\".\"\(try arguments.positional.last?.str() ?? "")\"") },
            FunctionObject("source") { arguments, _ in
                .string("\"raw\".\"\(try arguments.positional[0].str())\".\"\(try arguments.positional[1].str())\"")
            },
            FunctionObject("config") { _, _ in .string("") },
            FunctionObject("var") { arguments, _ in arguments.value(1, "default") ?? .none },
        ]
        for function in made { values[function.name] = .object(function) }
    }

    func value(of name: Symbol) throws -> Value? { values[name.name] }
}
