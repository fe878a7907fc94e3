import Diagnostics
import Jinja
import Testing

/// Behaviour of the engine that the recorded cases do not show.
struct EngineTests {
    private func render(_ text: String, _ values: [String: Value] = [:]) throws -> String {
        let box = Box(values)
        return try onLargeStack {
            Result { try Renderer(names: FixedNames(box.values)).render(Template(text)) }.mapError { Failure(error: $0) }
        }.get()
    }

    private struct Box: @unchecked Sendable {
        let values: [String: Value]
        init(_ values: [String: Value]) { self.values = values }
    }

    private struct Failure: Error {
        let error: any Error
    }

    @Test(arguments: [
        // A macro in a recursive loop belongs to the loop's own frame.
        (
            "{% for a in [1, [2]] recursive %}{% macro m() %}{{ a }}{% endmacro %}{{ dbt_macro__m() }}"
                + "{% if a is sequence %}{{ loop(a) }}{% endif %}{% endfor %}", "1[2]2"
        ),
        // A macro that is kept in a namespace outlives its loop.
        (
            "{% set ns = namespace() %}{% for i in [1, 2] %}{% macro m() %}{{ i }}{% endmacro %}{% set ns.m = dbt_macro__m %}{% endfor %}"
                + "{{ ns.m is defined }}", "True"
        ),
        ("{{ 'a\\\u{e9}' }}", "a\\xe9"),
        ("{% raw %}", ""),
        ("{#", ""),
        ("{{ [[]] * 2 }}", "[[], []]"),
    ])
    func renders(_ template: String, _ expected: String) throws {
        #expect(try render(template) == expected)
    }

    @Test func errorsTellPlaceAndMacros() throws {
        let text = "-- a file\n{% macro inner() %}\n{{ none.x.y }}{% endmacro %}\n{% macro outer() %}\n\n{{ inner() }}{% endmacro %}\n"
        let file = SourceFile(path: "macros/m.sql", text: text)
        let macros = try BlockExtraction(file, tags: BlockExtraction.macroTags, keepsText: false).blocks.map {
            try ProjectMacro.Definition(package: "p", file: file, in: $0.block)
        }
        do {
            _ = try Renderer(names: MacroNames(macros)).render(Template("select\n{{ outer() }}", path: "models/a.sql"))
            Issue.record("no error")
        } catch let error as JinjaError {
            #expect(error.message == "'None' has no attribute 'x'")
            #expect(error.span?.file === file)
            #expect(error.span?.position.line == 3)
            #expect(error.line == 2)
            #expect(error.stack.map(\.macro) == ["inner", "outer"])
            #expect(error.stack.map(\.line) == [3, 6])
        }
    }

    @Test func returnsLeaveMacrosWithTheirValue() throws {
        final class Names: NameLookup {
            let macro: Value
            init(_ macro: Value) { self.macro = macro }
            func value(of name: Symbol) throws -> Value? {
                switch name.name {
                case "f": macro
                case "return":
                    .object(FunctionObject("return") { arguments, renderer in try renderer.returnFromMacro(arguments.positional[0]) })
                default: nil
                }
            }
        }
        let file = SourceFile(
            path: "m.sql", text: "{% macro f() %}text{% for i in [1] %}{% do return([i, 'x']) %}{% endfor %}{% endmacro %}")
        let macro = ProjectMacro(try ProjectMacro.Definition(package: "p", file: file))
        #expect(try Renderer(names: Names(.object(macro))).render(Template("{{ f()[1] }}")) == "x")
    }

    @Test func textWithoutTagsIsKeptAsItIs() throws {
        #expect(try render("select 1\r\n\n") == "select 1\r\n\n")
        #expect(try render("{{ 1 }}\r\n\n") == "1\n")
    }

    @Test func aTemplateIsSharedByThreads() async throws {
        let template = try Template("{% for i in [1, 2, 3] %}{{ i * x }},{% endfor %}")
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for x in 0..<16 {
                group.addTask { try Renderer(names: FixedNames(["x": .int(x)])).render(template) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts.count == 16)
        #expect(texts.contains("15,30,45,"))
    }

    @Test(arguments: [
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ dbt_macro__m(x) }}",
        "{% for i in [x] if i %}{{ loop.index }}{{ loop.nextitem }}{% endfor %}",
        "{% for i in [x] recursive %}{% macro m() %}{{ i }}{% endmacro %}{{ dbt_macro__m() }}{% endfor %}",
        "{% macro m() %}{{ caller(x) }}{% endmacro %}{% call(y) dbt_macro__m() %}{% set z = y %}{{ z }}{% endcall %}",
        "{% block b %}{% set y = x %}{{ self.b is defined }}{% endblock %}",
        "{% set y %}{{ x }}{% endset %}{% with z = x %}{{ z.nope.deeper }}{% endwith %}",
    ])
    func lettingGoOfARenderingFreesItsValues(_ template: String) throws {
        weak var released: Object?
        do {
            let object = NamespaceObject()
            released = object
            _ = try? Renderer(names: FixedNames(["x": .object(object)])).render(Template(template))
        }
        #expect(released == nil)
    }
}
