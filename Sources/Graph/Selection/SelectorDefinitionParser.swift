import Diagnostics
import Formats

/// Reads the definitions of `selectors.yml`: text, `{method: value}`, `{method, value, …}`, `union`, `intersection`, `exclude`.
struct SelectorDefinitionParser {
    let indirect: IndirectSelection

    func spec(_ value: ConfigValue, isRoot: Bool = false) throws(Diagnostic) -> SelectionSpec {
        if let text = value.string { return .criterion(try .parse(text, indirect: indirect)) }
        guard let map = value.map else {
            throw .selector("Expected to find union, intersection, str or dict, instead found \(PythonText.repr(value))").at(value)
        }
        let isGroup = map["union"] != nil || map["intersection"] != nil
        if isGroup, isRoot, map.count > 1 {
            throw .selector(
                "Only a single 'union' or 'intersection' key is allowed in a root level selector definition; found "
                    + map.keys.joined(separator: ",") + "."
            ).at(value)
        }
        if map["union"] != nil { return try group(.union, map, key: "union", value) }
        if map["intersection"] != nil { return try group(.intersection, map, key: "intersection", value) }
        return try criterion(map, value)
    }

    private func group(_ operation: SelectionGroup.Operation, _ map: ConfigMap, key: String, _ raw: ConfigValue) throws(Diagnostic)
        -> SelectionSpec
    {
        var components: [SelectionSpec] = []
        var excluded: SelectionSpec?
        for part in try parts(of: map, key) {
            guard let entry = part.map, entry["exclude"] != nil else {
                components.append(try spec(part))
                continue
            }
            if excluded != nil {
                throw .selector(
                    "You cannot provide multiple exclude arguments to the same selector set operator:\n\(YAMLWriter.dump(part, sortKeys: true))"
                )
                .at(part)
            }
            excluded = try exclusion(entry)
        }
        let included = SelectionSpec.group(SelectionGroup(operation, components, raw: raw))
        guard let excluded else { return included }
        return .group(SelectionGroup(.difference, [included, excluded], raw: raw))
    }

    private func exclusion(_ map: ConfigMap) throws(Diagnostic) -> SelectionSpec? {
        var components: [SelectionSpec] = []
        for part in try parts(of: map, "exclude") { components.append(try spec(part)) }
        if components.count == 1 { return components.first }
        return components.isEmpty ? nil : .group(SelectionGroup(.union, components))
    }

    private func criterion(_ map: ConfigMap, _ raw: ConfigValue) throws(Diagnostic) -> SelectionSpec {
        if map.count == 1, let entry = map.entries.first {
            if entry.key.string == nil {
                throw .selector("Expected definition key to be a \"str\", got \(PythonText.repr(entry.key))").at(raw)
            }
            let full: ConfigMap = ["method": .string(entry.name), "value": entry.value]
            return .criterion(try at(raw) { () throws(Diagnostic) in try .parse(full, raw: raw, indirect: indirect) })
        }
        guard map["method"] != nil, map["value"] != nil else {
            throw .selector("Expected either 1 key or else \"method\" and \"value\" keys, but got \(PythonText.list(map.keys))").at(raw)
        }
        var own = map
        own["exclude"] = nil
        let base = SelectionSpec.criterion(
            try at(raw) { () throws(Diagnostic) in try .parse(own, raw: raw, indirect: indirect) })
        guard map["exclude"] != nil, let excluded = try exclusion(map) else { return base }
        return .group(SelectionGroup(.difference, [base, excluded]))
    }

    private func parts(of map: ConfigMap, _ key: String) throws(Diagnostic) -> [ConfigValue] {
        guard let value = map[key], let list = value.list else {
            throw .selector("Invalid value for key \"\(key)\". Expected a list.").at(map[key])
        }
        for element in list where element.string == nil {
            guard let map = element.map else {
                throw .selector(
                    "Invalid value type \(PythonText.type(element)) in key \"\(key)\", expected dict or str (value: \(PythonText.str(element)))."
                ).at(element)
            }
            for entry in map where entry.key.string == nil {
                throw .selector(
                    "Expected all keys to \"\(key)\" dict to be strings, but \"\(PythonText.str(entry.key))\" is a \"\(PythonText.type(entry.key))\""
                ).at(element)
            }
        }
        return list
    }

    private func at<Result>(_ place: ConfigValue, _ body: () throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        do { return try body() } catch { throw error.at(place) }
    }
}

extension Diagnostic {
    /// The same message at the place of a value, where it has none of its own.
    fileprivate func at(_ value: ConfigValue?) -> Diagnostic {
        guard span == nil, let place = value?.span else { return self }
        return Diagnostic(id, severity, message, at: place, notes: notes, hint: hint)
    }
}
