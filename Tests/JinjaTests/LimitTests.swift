import Diagnostics
import Jinja
import Testing

/// What must end in an error instead of a crash or a stall.
@Suite(.serialized)
struct LimitTests {
    private static func kind(_ text: String, _ values: [String: Value] = [:], limits: Limits = Limits()) -> JinjaError.Kind? {
        do {
            _ = try Renderer(names: FixedNames(values), limits: limits).render(Template(text))
            return nil
        } catch let error as JinjaError {
            return error.kind
        } catch {
            return nil
        }
    }

    @Test(arguments: [
        "{{ 'x' * 10 ** 12 }}", "{{ [0] * 10 ** 12 }}", "{{ (1, 2) * 10 ** 18 }}", "{{ 10 ** (10 ** 10) }}",
        "{{ 2 ** 100000000 }}", "{% set l = ['x' * 1000000] %}{% for i in [1] * 60 %}{% do l.append(l.pop() * 2) %}{% endfor %}",
    ])
    func giantsAreOverflows(_ text: String) {
        let kind = onLargeStack { Self.kind(text) }
        #expect(kind == .overflow)
    }

    @Test func deepBracketsAreRecursionErrors() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{1: ", "}"), ("-", ""), ("not ", ""), ("f(", ")"), ("a[", "]")] {
            let text = "{{ " + String(repeating: open, count: 50_000) + "1" + String(repeating: close, count: 50_000) + " }}"
            #expect(onLargeStack { Self.kind(text) } == .recursion)
            #expect(Self.kind(text) == .recursion, "on a small stack")
        }
    }

    @Test func longChainsAreRecursionErrors() {
        for part in [" + 1", ".a", "[0]", "()", " | upper", " ** 2", " and 1"] {
            let text = "{{ x" + String(repeating: part, count: 20_000) + " }}"
            #expect(onLargeStack { Self.kind(text) } == .recursion)
        }
    }

    @Test func longConcatenationsAreFine() {
        let text = "{{ 1" + String(repeating: " ~ 1", count: 20_000) + " }}"
        #expect(onLargeStack { Self.kind(text) } == nil)
    }

    @Test func deepTagsAreSyntaxErrors() {
        let text = String(repeating: "{% if x %}", count: 5_000)
        #expect(onLargeStack { Self.kind(text) } == .syntax)
    }

    @Test func endlessRecursionIsARecursionError() throws {
        let kind = onLargeStack {
            do {
                let file = SourceFile(path: "m.sql", text: "{% macro f() %}{{ f() }}{% endmacro %}")
                let names = MacroNames([try ProjectMacro.Definition(package: "p", file: file)])
                _ = try Renderer(names: names).render(Template("{{ f() }}"))
                return JinjaError.Kind?.none
            } catch {
                return (error as? JinjaError)?.kind
            }
        }
        #expect(kind == .recursion)
    }

    @Test func deeplyNestedValuesAreSafe() {
        let text = "{% set l = [[]] %}{% for i in [1] * 50000 %}{% do l.append([l.pop()]) %}{% endfor %}"
        #expect(onLargeStack { Self.kind(text) } == nil)
        #expect(Self.kind(text + "{{ l }}") == .recursion, "on a small stack")
        #expect(onLargeStack { Self.kind(text + "{{ l == [1] }}") } == nil)
    }

    @Test func manyStepsAreAnOverflow() {
        let text = "{% for a in [1] * 10000 %}{% for b in [1] * 10000 %}{% endfor %}{% endfor %}"
        #expect(onLargeStack { Self.kind(text, limits: Limits(steps: 1_000_000)) } == .overflow)
        #expect(
            onLargeStack { Self.kind("{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}", limits: Limits(steps: 100_000)) }
                == .overflow)
    }

    @Test func aCancelledRenderingStops() {
        let cancellation = Cancellation()
        cancellation.cancel()
        let failed = onLargeStack {
            do {
                let template = try Template("{% for a in [1] * 100000 %}{% endfor %}")
                _ = try Renderer(names: FixedNames([:]), cancellation: cancellation).render(template)
                return false
            } catch {
                return true
            }
        }
        #expect(failed)
    }
}

/// A context of project macros.
final class MacroNames: NameLookup {
    private let macros: [String: Value]

    init(_ definitions: [ProjectMacro.Definition]) {
        macros = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, .object(ProjectMacro($0))) })
    }

    func value(of name: Symbol) throws -> Value? { macros[name.name] }
}
