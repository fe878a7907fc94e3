public import Formats

extension SavedSelectors {
    /// The selectors as `manifest.json` shows them: text definitions taken apart, one-key mappings written out.
    public static func manifestValue(_ file: ConfigValue) -> ConfigMap {
        var result = ConfigMap()
        for entry in file["selectors"]?.list ?? [] {
            guard var map = entry.map, let name = map["name"]?.string else { continue }
            if let definition = map["definition"] { map["definition"] = shown(definition) }
            result[name] = .map(map)
        }
        return result
    }

    private static func shown(_ definition: ConfigValue) -> ConfigValue {
        if let text = definition.string { return .map(takenApart(text)) }
        guard let map = definition.map else { return definition }
        for key in ["union", "intersection"] {
            if let parts = map[key]?.list { return .map([key: .list(parts.map(shown))]) }
        }
        guard let entry = map.entries.first else { return definition }
        let value = entry.value.list.map { ConfigValue.list($0.map(shown)) } ?? entry.value
        if entry.name == "exclude" { return .map(["exclude": value]) }
        if map.count == 1 { return .map(["method": .string(entry.name), "value": value]) }
        return definition
    }

    /// dbt's mapping of a criterion's text: its parts in the order of its pattern, absent ones left out.
    private static func takenApart(_ text: String) -> ConfigMap {
        guard let parts = try? CriterionParts(text), let (method, arguments) = try? parts.methodAndArguments() else {
            return ["error": "Invalid selector spec"]
        }
        var result = ConfigMap()
        if parts.childrensParents { result["childrens_parents"] = .bool(true) }
        if parts.parents { result["parents"] = .bool(true) }
        if let depth = parts.parentsDepth, !depth.isEmpty { result["parents_depth"] = .string(depth) }
        result["method"] = .string(([method] + arguments).joined(separator: "."))
        if !parts.value.isEmpty { result["value"] = .string(parts.value) }
        if parts.children { result["children"] = .bool(true) }
        if let depth = parts.childrenDepth, !depth.isEmpty { result["children_depth"] = .string(depth) }
        return result
    }
}
