public import Diagnostics
public import Formats

/// Turns entries of properties files into typed values: renders them, checks their shape, moves what stands in an old place.
public struct PropertiesReader: Sendable {
    private let renderer: ConfigRenderer

    /// A reader for the files of one package.
    public init(renderer: ConfigRenderer) { self.renderer = renderer }

    /// Reads an entry of `models`, `seeds`, `snapshots`, `analyses`, `functions` or `data_tests`; nil where its shape is wrong.
    public func node(_ entry: ConfigValue, _ section: PropertiesSection, _ file: ProjectFile, _ diagnostics: inout [Diagnostic])
        -> NodeProperties?
    {
        guard var map = checked(entry, section, file, &diagnostics) else { return nil }
        for key in ["meta", "docs", "group", "contract", "access"] { moveIntoConfig(key, &map, file, &diagnostics) }
        return NodeProperties(section, map, written: entry, &diagnostics)
    }

    /// Renders an entry and checks its shape; nil where it is wrong. `beforeChecking` may complete the rendered entry.
    public func checked(
        _ entry: ConfigValue, _ section: PropertiesSection, _ file: ProjectFile, _ diagnostics: inout [Diagnostic]
    ) -> ConfigMap? {
        let errors = diagnostics.count
        let rendered = renderer.render(entry, where: section.renders, &diagnostics)
        guard diagnostics.count == errors, let map = rendered.map else { return nil }
        let shape = PropertyShapes.shape(of: section, map)
        let prefix = "Invalid \(section.rawValue) config given in \(file.originalPath): "
        let violations = shape.violations(of: map, at: entry.span)
        diagnostics += violations.map { $0.diagnostic(prefix: prefix) }
        guard violations.isEmpty, testsAreGivenOnce(map, prefix, &diagnostics) else { return nil }
        return map
    }

    /// The tests of an entry, column or version; nil where there is none of the two keys. An empty `tests` counts as absent, as in dbt.
    public static func tests(_ map: ConfigMap) -> [ConfigValue]? {
        if let tests = map["tests"]?.list, !tests.isEmpty { return tests }
        return map["data_tests"]?.list
    }

    private func testsAreGivenOnce(_ map: ConfigMap, _ prefix: String, _ diagnostics: inout [Diagnostic]) -> Bool {
        var holders = [map]
        for key in ["columns", "versions", "tables"] {
            for element in (map[key]?.list ?? []).compactMap(\.map) {
                holders.append(element)
                holders += (element["columns"]?.list ?? []).compactMap(\.map)
            }
        }
        var isFine = true
        for holder in holders where PythonText.isTrue(holder["tests"] ?? .null) && holder["data_tests"] != nil {
            let message = prefix + "Invalid test config: cannot have both 'tests' and 'data_tests' defined"
            diagnostics.append(.error("tests-twice", message, at: holder.entry("tests")?.key.span))
            isFine = false
        }
        return isFine
    }

    private func moveIntoConfig(_ key: String, _ map: inout ConfigMap, _ file: ProjectFile, _ diagnostics: inout [Diagnostic]) {
        guard let entry = map.entry(key) else { return }
        var config = map["config"]?.map ?? ConfigMap()
        if config[key] != nil {
            let message =
                "In \(file.originalPath): found \(key) dictionary in 'config' dictionary and as top-level key. "
                + "Remove the top-level key and define it under 'config' dictionary only."
            diagnostics.append(.error("property-twice", message, at: entry.key.span))
            return
        }
        map[key] = nil
        config.set(key, key: entry.key, entry.value)
        map["config"] = ConfigValue(.map(config), at: map["config"]?.span)
    }
}
