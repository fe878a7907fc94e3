import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds what an entry of `functions` says to the function of its name: arguments, result, configuration, other signatures.
    mutating func patchFunction(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let properties = context.reader.node(entry, .functions, context.file, &diagnostics) else { return }
        let found = nodes.enabled.first { $0.node.resourceType == .function && $0.node.name == properties.name }
        if var draft = found {
            guard draft.node.patchPath == nil else {
                reportSecondPatch(of: draft, properties, context)
                return
            }
            apply(properties, toFunction: &draft, context)
            nodes[draft.node.uniqueID] = draft
            absorbOverloads(of: draft.node.uniqueID, properties)
            return
        }
        let id = "function.\(context.package.name).\(properties.name)"
        var drafts = nodes.disabledDrafts(id)
        guard !drafts.isEmpty else {
            reportUnmatched(properties.name, properties, context)
            return
        }
        for index in drafts.indices { apply(properties, toFunction: &drafts[index], context) }
        nodes.setDisabled(id, drafts)
    }

    private mutating func apply(_ properties: NodeProperties, toFunction draft: inout NodeDraft, _ context: PropertiesContext) {
        if !properties.config.isEmpty { configure(&draft, patch: properties.config, unrenderedPatch: properties.unrenderedConfig) }
        describe(&draft, properties, columns: properties.columns, context)
        guard case .function(var function) = draft.node.details else { return }
        function.returns = Self.returns(properties.entry["returns"]) ?? function.returns
        function.arguments = Self.arguments(properties.entry["arguments"])
        draft.node.details = .function(function)
    }

    private static func returns(_ value: ConfigValue?) -> ConfigMap? {
        value?.map.map { SemanticForm.completed($0, ["data_type": .null, "description": .null]) }
    }

    private static func arguments(_ value: ConfigValue?) -> [ConfigMap] {
        (value?.list?.compactMap(\.map) ?? []).map {
            SemanticForm.completed($0, ["name": .null, "data_type": .null, "description": .null, "default_value": .null])
        }
    }

    /// Takes the files that hold other signatures into the function they belong to: they are no functions of their own any more.
    private mutating func absorbOverloads(of id: String, _ properties: NodeProperties) {
        for entry in properties.entry["overloads"]?.list?.compactMap(\.map) ?? [] {
            guard let root = nodes[id]?.node else { return }
            let name = entry["defined_in"]?.string ?? ""
            let span = entry["defined_in"]?.span ?? properties.span
            let bodyID = "function.\(root.packageName).\(name)"
            if name == root.name {
                let message = "Function '\(root.name)' cannot list itself in overloads (defined_in: '\(name)')."
                report(.error("bad-overload", message, at: span))
            } else if let owner = overloadOwners[bodyID] {
                let message =
                    "Function overload '\(name)' (defined_in) is already used by '\(owner)'. Each overload file can only belong to one root "
                    + "function."
                report(.error("bad-overload", message, at: span))
            } else if let body = nodes[bodyID]?.node {
                overloadOwners[bodyID] = id
                nodes[bodyID] = nil
                absorb(body, entry, into: id)
            } else {
                let message =
                    "Function overload '\(name)' (defined_in) not found. Expected a SQL file at functions/\(name).sql"
                let names = nodes.enabled.map(\.node).filter { $0.resourceType == .function }.map(\.name)
                report(.error("bad-overload", message, at: span, hint: DidYouMean.hint(name, among: names)))
            }
        }
    }

    private mutating func absorb(_ body: Node, _ entry: ConfigMap, into id: String) {
        var overload = FunctionOverload(
            definedIn: entry["defined_in"]?.string ?? "", arguments: Self.arguments(entry["arguments"]),
            returns: Self.returns(entry["returns"]), description: entry["description"]?.string)
        overload.rawBody = body.rawCode
        overload.source = body.source
        nodes.update(id) { root in
            for ref in body.refs where !root.refs.contains(ref) { root.refs.append(ref) }
            for source in body.sources where !root.sources.contains(source) { root.sources.append(source) }
            for function in body.functions where !root.functions.contains(function) { root.functions.append(function) }
            guard case .function(var details) = root.details else { return }
            details.overloads.append(overload)
            root.details = .function(details)
        }
    }

    /// What functions must hold to: a language the adapter knows, arguments with defaults behind those without.
    mutating func checkFunctions() {
        for draft in nodes.enabled {
            guard let function = draft.node.function else { continue }
            let name = draft.node.name
            let span = draft.node.describedAt ?? draft.text?.firstLine
            if function.language == "javascript" {
                let message = "Function '\(name)' uses JavaScript, which is not supported on '\(names.adapterType)'."
                report(.error("function-language", message, at: draft.text?.firstLine))
            }
            var hasDefault = false
            for argument in function.arguments {
                let isDefaulted = argument["default_value"].map { !$0.isNull } ?? false
                guard hasDefault, !isDefaulted else {
                    hasDefault = hasDefault || isDefaulted
                    continue
                }
                let message =
                    "Non-defaulted argument '\(argument["name"].map(PythonText.str) ?? "")' of function '\(name)' comes after a defaulted "
                    + "argument. Non-defaulted arguments cannot come after defaulted arguments. "
                report(.error("argument-order", message, at: argument["name"]?.span ?? span))
                break
            }
        }
    }
}
