import Diagnostics
import Jinja
import Testing

/// Calls found without rendering.
struct StaticCallTests {
    @Test func findsCallsInDbtsOrder() throws {
        let text = """
            {{ config(materialized='table', tags=['a', 'b'], meta={'k': var('v')}) }}
            {% macro f(a=g(1)) %}{% if h() %}{{ pkg.i(j()) }}{% endif %}{% endmacro %}
            {{ adapter.dispatch('k', 'ns')(l) }} {{ a.b.c() }} {{ x | map(m()) }}
            """
        let calls = try Template(text).calls
        #expect(calls.map(\.path) == ["config", "var", "g", "h", "pkg.i", "j", "adapter.dispatch", "m"])
        #expect(calls[6].positional.map { $0.literal?.string } == ["k", "ns"])
        #expect(calls[0].named.map(\.name) == ["materialized", "tags", "meta"])
        #expect(calls[0].named("materialized")?.literal?.string == "table")
        #expect(calls[0].named("meta")?.literal == nil)
    }

    @Test(arguments: [
        ("'table'", "table"), ("env_var('X')", "env_var('X')"), ("env_var('X', default='d')", "env_var('X', default='d')"),
        ("['a', 1, none, true]", "['a', 1, None, True]"), ("('a',)", "('a',)"), ("{'k': f(*a, **b)}", "{'k': f(*a, **b)}"),
        ("target.name == 'prod'", "target.name == 'prod'"), ("a[0] ~ 'x'", "a[0] ~ 'x'"), ("not a and b or -c", "not a and b or -c"),
        ("a not in [1]", "a not in [1]"),
        (
            "'a' if b else 'c'",
            "CondExpr(test=Name(name='b', ctx='load'), expr1=Const(value='a'), expr2=Const(value='c'))"
        ),
    ])
    func spellsArgumentsAsDbt(_ source: String, _ spelling: String) throws {
        let calls = try Template("{{ config(x=\(source)) }}").calls
        #expect(calls.first?.named("x")?.spelling == spelling)
        #expect(calls.first?.named("x")?.text == source)
    }

    @Test func asksForNames() throws {
        let template = try Template("{% if is_incremental() %}select * from {{ this }}{% endif %}")
        #expect(template.mentions("this"))
        #expect(!template.mentions("that"))
    }

    @Test func knowsTheMacroOfABlock() throws {
        let text = "{% macro f(a, b: Dict[str, int] = {'x': 1}) %}{% endmacro %}"
        let macro = try ProjectMacro.Definition(package: "p", file: SourceFile(path: "m.sql", text: text))
        #expect(macro.name == "f")
        #expect(macro.uniqueID == "macro.p.f")
        #expect(macro.parameters.map(\.name) == ["a", "b"])
        #expect(macro.parameters[1].annotation == "Dict[str, int]")
        #expect(macro.parameters[1].defaultText == "{'x': 1}")
        let table = try ProjectMacro.Definition(
            package: "p",
            file: SourceFile(
                path: "m.sql",
                text: "{% materialization table, adapter='pg', supported_languages=['sql', 'python'] %}{% endmaterialization %}"))
        #expect(table.name == "materialization_table_pg")
        #expect(table.supportedLanguages == ["sql", "python"])
    }
}
