import Diagnostics
import Formats
import Graph
import Project

/// The built-in generic tests that refer to nothing but their target and what their arguments name: these need no rendering to be understood.
/// dbt does the same for `unique` and `not_null`.
struct PlainTests {
    /// The macro that wraps the target, which dbt counts among the macros of a test that is rendered.
    private static let wrapper = "macro.dbt.get_where_subquery"

    /// The tests that the project leaves to the built-in macros.
    private let names: Set<String>

    /// The tests of a project, by the macros that it has.
    init(_ lookup: MacroLookup, _ root: ProjectConfig, adapter: String, packages: Set<String>) {
        func isBuiltIn(_ macro: String) -> Bool {
            let implementation = lookup.dispatch(
                macro, namespace: "dbt", prefixes: [adapter, "default"], rules: root.dispatch, packages: packages)
            return lookup.find(macro, in: root.name) == "macro.dbt.\(macro)" && implementation == "macro.dbt.default__\(macro)"
        }
        names = isBuiltIn("get_where_subquery") ? Set(["accepted_values", "relationships"].filter { isBuiltIn("test_\($0)") }) : []
    }

    /// What a test calls; nil where only rendering can tell.
    func calls(of test: TestDefinition, macro: String, target: TestTarget) -> CapturedCalls? {
        guard macro == "macro.dbt.test_\(test.name)", names.contains(test.name), hasArguments(test),
            test.config.allSatisfy({ Self.isWrittenAsIs($0.value) })
        else { return nil }
        var calls = CapturedCalls()
        for entry in test.arguments {
            switch entry.name {
            case "model":
                if target.kind == .source {
                    calls.add(source: [target.source.name, target.source.table], at: test.span)
                } else {
                    calls.add(ref: RefArguments(name: target.name, version: target.version), at: test.span)
                }
            case "to":
                guard let text = entry.value.string, let written = StaticCalls.read(expression: text), written.configs.isEmpty else {
                    return nil
                }
                for ref in written.refs { calls.add(ref: ref, at: entry.value.span ?? test.span) }
                for source in written.sources { calls.add(source: source, at: entry.value.span ?? test.span) }
            case "column_name": break
            default: guard Self.isPlain(entry.value) else { return nil }
            }
        }
        calls.macros = [Self.wrapper]
        return calls
    }

    /// Whether the arguments are those of the macro, of the kinds it can work with: everything else is a mistake that rendering describes.
    private func hasArguments(_ test: TestDefinition) -> Bool {
        let given = test.arguments
        let needed = test.name == "relationships" ? ["column_name", "to", "field"] : ["column_name", "values"]
        let known = Set(needed + ["model", "quote"])
        return needed.allSatisfy { given[$0] != nil } && given.allSatisfy { known.contains($0.name) }
            && (test.name == "relationships" ? given["field"]?.string != nil && given["quote"] == nil : given["values"]?.list != nil)
    }

    /// Whether a value of the configuration is the same as written in the test's text.
    private static func isWrittenAsIs(_ value: ConfigValue) -> Bool {
        guard let text = value.string else { return false }
        return isPlain(value) && !text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }
    }

    /// Whether a value stands for itself: no Jinja in it, and no call without braces.
    private static func isPlain(_ value: ConfigValue) -> Bool {
        switch value.kind {
        case .string(let text): !text.utf8.contains(UInt8(ascii: "{")) && !text.utf8.contains(UInt8(ascii: "("))
        case .list(let elements): elements.allSatisfy(isPlain)
        case .bool, .int, .float, .null: true
        default: false
        }
    }
}

extension CapturedCalls {
    fileprivate mutating func add(ref: RefArguments, at span: SourceSpan?) {
        refs.append(ref)
        if let span, spans[ref.callKey] == nil { spans[ref.callKey] = span }
    }

    fileprivate mutating func add(source: [String], at span: SourceSpan?) {
        sources.append(source)
        let key = "source:\(source.joined(separator: "."))"
        if let span, spans[key] == nil { spans[key] = span }
    }
}
