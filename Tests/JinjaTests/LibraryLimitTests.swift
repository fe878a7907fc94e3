import Jinja
import Testing

/// Calls of the library that must end in an error instead of using up memory or time.
@Suite(.serialized)
struct LibraryLimitTests {
    private static func kind(_ text: String) -> JinjaError.Kind? {
        onLargeStack {
            do {
                let names = FixedNames([
                    "modules": PythonModules.make(), "decimal": DecimalObject("1E+999999").map { .object($0) } ?? .none,
                ])
                _ = try Renderer(names: names).render(Template(text))
                return nil
            } catch let error as JinjaError {
                return error.kind
            } catch {
                return nil
            }
        }
    }

    @Test(arguments: [
        "'x'.center(10 ** 12)", "'x'.ljust(10 ** 12)", "'x'.zfill(10 ** 12)", "'x'.rjust(10 ** 30)", "'\\t'.expandtabs(10 ** 12)",
        "'%1000000000000d' % 5", "'%.1000000000000d' % 5", "'%.1000000000f' % 5.0", "'%*d' % (10 ** 12, 5)", "'%s' % ('x' * 10 ** 12)",
        "'{:1000000000000}'.format(1)", "'{:.1000000000000f}'.format(1.5)", "'{:>1000000000000}'.format('x')",
        "'{:01000000000000,}'.format(5)",
        "'a' | center(10 ** 12)", "'a\\nb' | indent(10 ** 12)", "('x' * 100000).replace('x', 'y' * 100000)",
        "('x' * 100000).join(['a'] * 100000)",
        "('a' * 100000).replace('', 'b' * 100000)", "[1] | batch(10 ** 12, 'x') | list", "[1] | slice(10 ** 12) | list",
        "(5).to_bytes(10 ** 12, 'big')", "lipsum(10 ** 12)", "range(10 ** 12)", "decimal | int", "decimal | round(2)",
        "(1, 'x') | tojson(10 ** 12)", "modules.re.sub('', 'x' * 100000, 'y' * 100000)",
        "modules.itertools.repeat('x') | list", "modules.itertools.count() | sum",
        "modules.itertools.repeat('x', 10 ** 12) | sum(start=[])", "modules.datetime.timedelta(days=10 ** 12)",
        "modules.datetime.date.max + modules.datetime.timedelta(1)", "modules.datetime.date(2024, 1, 1).strftime('%1000000000d')",
        "modules.re.match('a{99999999999}', 'a')",
    ])
    func giantsAreErrors(_ expression: String) {
        let kind = Self.kind("{{ \(expression) }}")
        #expect(kind == .overflow || kind == .value || kind == .type, "\(expression): \(kind.map { $0.rawValue } ?? "no error")")
    }

    @Test(arguments: ["(a+)+$", "((a*)*)*b"])
    func patternsThatGoBackForeverEnd(_ pattern: String) {
        let kind = Self.kind("{{ modules.re.match('\(pattern)', 'a' * 40 ~ 'x') }}")
        #expect(kind == nil || kind == .runtime)
    }

    @Test func deepPatternsAreRecursionErrors() {
        for open in ["(", "(?:", "(?=", "(?>", "(a|"] {
            let pattern = String(repeating: open, count: 20_000) + "a" + String(repeating: ")", count: 20_000)
            #expect(Self.kind("{{ modules.re.match('\(pattern)', 'a') }}") == .recursion)
        }
    }

    @Test func deepDocumentsAreRecursionErrors() {
        let text = String(repeating: "[", count: 200_000)
        let parsed = onLargeStack { () -> JinjaError.Kind? in
            let functions = Dictionary(uniqueKeysWithValues: PureFunctions.all().map { ($0.name, $0.value) })
            do {
                _ = try Renderer(names: FixedNames(functions)).render(Template("{{ fromjson('\(text)') }}"))
                return nil
            } catch {
                return (error as? JinjaError)?.kind
            }
        }
        #expect(parsed == .recursion || parsed == nil)
        #expect(
            Self.kind("{% set ns = namespace(l=[]) %}{% for i in range(90000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l | pprint }}")
                != nil)
        #expect(Self.kind("{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}") == .value)
    }
}
