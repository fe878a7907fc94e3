import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds what an entry says to the macro of its name.
    mutating func patchMacro(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .macros, context.file, &diagnostics) else { return }
        let name = map["name"].map(PythonText.str) ?? ""
        let span = map.entry("name")?.value.span ?? entry.span
        let package = context.package.name
        let id = "macro.\(package).\(name)"
        guard let macro = macros[id] else {
            let known = macros.values.filter { $0.packageName == package }.map(\.name)
            let message = "Found patch for macro \"\(name)\" which was not found"
            report(
                .warning("unmatched-macro", message, at: span, hint: DidYouMean.hint(name, among: known)).with(["patch_name": .text(name)]))
            return
        }
        if let path = macro.patchPath {
            let first = path.firstRange(of: "://").map { String(path[$0.upperBound...]) } ?? path
            let advice = DuplicateText.advice(name, "macros", context.file.originalPath, first)
            let message =
                "dbt found two schema.yml entries for the same macro in package \(package) named \(name). Macros may only be described a "
                + "single time. To fix this, \(advice)"
            report(.error("duplicate-properties", message, at: span))
            return
        }
        apply(map, to: macro, context, span)
    }

    private mutating func apply(_ map: ConfigMap, to macro: Macro, _ context: PropertiesContext, _ span: SourceSpan?) {
        var macro = macro
        macro.patchPath = context.file.fileID
        macro.description = map["description"]?.string ?? ""
        var meta = map["meta"]?.map ?? [:]
        for entry in map["config"]?["meta"]?.map ?? [:] { meta.set(entry.name, key: entry.key, entry.value) }
        macro.meta = meta
        let docs = map["config"]?["docs"]?.map ?? map["docs"]?.map ?? [:]
        macro.docs.show = docs["show"]?.bool ?? true
        macro.docs.nodeColor = docs["node_color"]?.string
        macro.config = [
            "meta": .map(meta), "docs": .map(["show": .bool(macro.docs.show), "node_color": .optional(macro.docs.nodeColor)]),
        ]
        let arguments = map["arguments"]?.list ?? []
        let described = arguments.map { argument in
            Self.argument(
                argument["name"].map(PythonText.str) ?? "", type: argument["type"]?.string,
                description: argument["description"]?.string ?? "")
        }
        if root.flag(.validatesMacroArguments) {
            check(described, of: macro, span)
            if !described.isEmpty { macro.arguments = described }
        } else {
            macro.arguments = described
        }
        macros[macro.uniqueID] = macro
    }

    private mutating func check(_ described: [ConfigValue], of macro: Macro, _ span: SourceSpan?) {
        guard !described.isEmpty else { return }
        func warn(_ message: String) {
            report(
                .warning("macro-arguments", message, at: span).with([
                    "msg": .text(message), "macro_unique_id": .text(macro.uniqueID), "macro_file_path": .text(macro.path),
                ]))
        }
        for (written, argument) in zip(macro.arguments, described) where written["name"] != argument["name"] {
            warn("Argument \(argument["name"]?.string ?? "") in yaml for macro \(macro.name) does not match the jinja definition.")
        }
        if described.count != macro.arguments.count {
            warn("The number of arguments in the yaml for macro \(macro.name) does not match the jinja definition.")
        }
        for argument in described {
            guard let type = argument["type"]?.string, !type.trimmingSpace().isEmpty, !MacroArgumentType.isValid(type) else { continue }
            warn("Argument \(argument["name"]?.string ?? "") in the yaml for macro \(macro.name) has an invalid type.")
        }
    }
}

/// The types a macro's argument may be declared with: `string`, `list[int]`, `dict[str, any]`.
enum MacroArgumentType {
    private static let parameters: [String: Int] = [
        "str": 0, "string": 0, "bool": 0, "int": 0, "integer": 0, "float": 0, "any": 0, "list": 1, "dict": 2, "optional": 1,
        "relation": 0, "column": 0,
    ]

    /// Whether a text is such a type.
    static func isValid(_ text: String) -> Bool {
        rest(behindTypeIn: Substring(text.filter { $0 != " " && $0 != "\t" }), depth: 0)?.isEmpty ?? false
    }

    private static func rest(behindTypeIn text: Substring, depth: Int) -> Substring? {
        let name = text.prefix { ("a"..."z").contains($0) }
        guard depth < 100, let count = parameters[String(name)] else { return nil }
        var rest = text.dropFirst(name.count)
        if count == 0 { return rest }
        for index in 0..<count {
            guard rest.first == (index == 0 ? "[" : ",") else { return nil }
            guard let next = Self.rest(behindTypeIn: rest.dropFirst(), depth: depth + 1) else { return nil }
            rest = next
        }
        return rest.first == "]" ? rest.dropFirst() : nil
    }
}
