import Diagnostics
import Formats
import Graph
import Project
import Warehouse

extension Resolver {
    /// Macros of all packages, and which macros each calls.
    mutating func resolveMacros() {
        var parsed: [ParsedMacro] = []
        for package in input.project.packages {
            for macro in package.macros where addMacro(macro, package) { parsed.append(macro) }
        }
        macroLookup = MacroLookup(macros, root: root.name, internalPackages: input.project.internalPackageNames)
        let known = Set(projects.keys)
        builtInNames = BuiltInNames(names, macroLookup, root, packages: known)
        plainTests = PlainTests(macroLookup, root, adapter: names.adapterType, packages: known)
        for macro in parsed { bindCalls(of: macro, known) }
    }

    private mutating func addMacro(_ parsed: ParsedMacro, _ package: ParsedPackage) -> Bool {
        let id = "macro.\(package.name).\(parsed.name)"
        if let existing = macros[id] {
            let message = """
                dbt found multiple macros named "\(parsed.name)" in the project "\(package.name)".

                All macros require unique names, to fix this error rename or remove any duplicates. They can be found in these files:
                - \(parsed.file.originalPath)
                - \(existing.path)
                """
            let note = Diagnostic.Note("first defined here", at: macroSpans[id])
            report(.error("duplicate-macro", message, at: parsed.span.firstLine, notes: [note]))
            return false
        }
        var macro = Macro(
            uniqueID: id, name: parsed.name, packageName: package.name, path: parsed.file.originalPath, sql: parsed.text)
        macro.createdAt = input.createdAt
        macro.span = parsed.span
        macro.supportedLanguages = parsed.supportedLanguages
        if root.flag(.validatesMacroArguments) { macro.arguments = parsed.arguments.map { Self.argument($0) } }
        macros[id] = macro
        macroSpans[id] = parsed.span.firstLine
        return true
    }

    /// An argument as the manifest shows it.
    static func argument(_ name: String, type: String? = nil, description: String = "") -> ConfigValue {
        .map(["name": .string(name), "type": .optional(type), "description": .string(description)])
    }

    private mutating func bindCalls(of parsed: ParsedMacro, _ packages: Set<String>) {
        let id = "macro.\(parsed.file.package).\(parsed.name)"
        let prefixes = [input.adapter.dialect.name, "default"]
        var found: [String] = []
        func add(_ name: String, in package: String) {
            if let called = macroLookup.find(name, in: package), !found.contains(called) { found.append(called) }
        }
        for call in parsed.calls {
            switch call {
            case .plain(let name):
                if !Self.contextNames.contains(name), name != parsed.name { add(name, in: parsed.file.package) }
            case .qualified(let package, let name): add(name, in: package)
            case .dispatch(let name, let namespace):
                if name != parsed.name { add(name, in: parsed.file.package) }
                let target = macroLookup.dispatch(
                    name, namespace: namespace, prefixes: prefixes, rules: root.dispatch, packages: packages)
                if let target, !found.contains(target) { found.append(target) }
            }
        }
        macros.update(id) { $0.dependsOn = found }
    }

    /// Names that templates find in the context before they would find a macro; dbt does not count their calls.
    private static let contextNames: Set<String> = [
        "ref", "source", "config", "context", "builtins", "dbt_version", "var", "env_var", "return", "fromjson", "tojson", "fromyaml",
        "toyaml", "set", "set_strict", "zip", "zip_strict", "log", "print", "run_started_at", "invocation_id", "thread_id", "otel_trace_id",
        "otel_span_id", "modules", "flags", "diff_of_two_dicts", "local_md5", "target", "project_name", "dbt_metadata_envs",
    ]
}

extension SourceSpan {
    /// The first line of the range: what messages underline of a long one.
    var firstLine: SourceSpan {
        let slice = file.bytes[min(start, file.bytes.count)..<min(end, file.bytes.count)]
        return SourceSpan(file, start, slice.firstIndex(of: UInt8(ascii: "\n")) ?? end)
    }
}
