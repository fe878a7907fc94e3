internal import Diagnostics

/// A list or mapping that is being read.
struct YAMLCollection {
    let isMap: Bool
    let isFlow: Bool
    let anchor: String?
    let tag: String?
    /// Its place without anchor and tag.
    var span: SourceSpan
    /// Its place from its anchor or tag on.
    let start: SourceSpan
    /// How many values it stands for.
    private(set) var weight = 1
    /// Where its last member ends.
    private(set) var lastEnd = 0

    private var elements: [ConfigValue] = []
    private var key: YAMLNode?
    private var pairs: [(key: YAMLNode, value: YAMLNode)] = []

    init(isMap: Bool, isFlow: Bool, anchor: String?, tag: String?, span: SourceSpan, start: SourceSpan) {
        self.isMap = isMap
        self.isFlow = isFlow
        self.anchor = anchor
        self.tag = tag
        self.span = span
        self.start = start
        self.lastEnd = span.start
    }

    /// Whether what comes next is a key.
    var expectsKey: Bool { isMap && key == nil }

    /// Adds an element, a key or the value of the key before.
    mutating func add(_ node: YAMLNode) {
        weight += node.weight
        if let end = node.value.span?.end { lastEnd = max(lastEnd, end) }
        if !isMap {
            elements.append(node.value)
        } else if let key {
            pairs.append((key, node))
            self.key = nil
        } else {
            key = node
        }
    }

    /// The finished value.
    func build(reportingTo composer: inout YAMLComposer) -> ConfigValue {
        switch (tag ?? "", isMap) {
        case ("", false), ("!", false), ("tag:yaml.org,2002:seq", false):
            return ConfigValue(.list(elements), at: span)
        case ("", true), ("!", true), ("tag:yaml.org,2002:map", true):
            return ConfigValue(.map(buildMap(reportingTo: &composer)), at: span)
        case ("tag:yaml.org,2002:set", true):
            return ConfigValue(.list(buildMap(reportingTo: &composer).entries.map(\.key)), at: span)
        case ("tag:yaml.org,2002:omap", false), ("tag:yaml.org,2002:pairs", false):
            return ConfigValue(.list(buildPairs(reportingTo: &composer)), at: span)
        default:
            composer.failTag(tag ?? "", on: isMap ? "mapping" : "sequence", at: start)
            return ConfigValue(.null, at: span)
        }
    }

    private func buildPairs(reportingTo composer: inout YAMLComposer) -> [ConfigValue] {
        elements.map { element in
            guard let map = element.map, map.count == 1, let entry = map.entries.first else {
                let found = element.map == nil ? "but found \(element.yamlNodeName)" : "but found \(element.map?.count ?? 0) items"
                composer.fail("expected a mapping of length 1, " + found, at: element.span ?? span)
                return element
            }
            return ConfigValue(.list([entry.key, entry.value]), at: element.span)
        }
    }

    // MARK: Mappings

    /// The mapping of the pairs: merged mappings first, then the own keys; the last value of a key counts.
    private func buildMap(reportingTo composer: inout YAMLComposer) -> ConfigMap {
        var map = ConfigMap()
        // dbt takes a mapping whose first key is `<<` for one that overrides keys on purpose.
        let overrides = pairs.first.map { $0.key.isMerge || $0.key.value.string == "<<" } ?? false
        for pair in pairs where pair.key.isMerge {
            for merged in mergedMaps(pair.value, reportingTo: &composer) {
                for entry in merged { set(entry.name, entry.key, entry.value, in: &map, checked: !overrides, reportingTo: &composer) }
            }
        }
        for pair in pairs where !pair.key.isMerge {
            guard let name = pair.key.value.keyText else {
                composer.failUnhashableKey(pair.key.value, in: span)
                continue
            }
            set(name, pair.key.value, pair.value.value, in: &map, checked: !overrides, reportingTo: &composer)
        }
        return map
    }

    private func set(
        _ name: String, _ key: ConfigValue, _ value: ConfigValue, in map: inout ConfigMap, checked: Bool,
        reportingTo composer: inout YAMLComposer
    ) {
        if checked, let first = map.entry(name), first.key == key { composer.warnDuplicate(name, at: key.span, first: first.key.span) }
        map.set(name, key: key, value)
    }

    /// The mappings that `<<` brings in, the one that counts most last.
    private func mergedMaps(_ node: YAMLNode, reportingTo composer: inout YAMLComposer) -> [ConfigMap] {
        if let map = node.value.map { return [map] }
        guard let list = node.value.list else {
            composer.fail(
                "expected a mapping or list of mappings for merging, but found \(node.value.yamlNodeName)", at: node.value.span ?? span)
            return []
        }
        var maps: [ConfigMap] = []
        for element in list.reversed() {
            guard let map = element.map else {
                composer.fail(
                    "expected a mapping for merging, but found \(element.yamlNodeName)", at: element.span ?? span)
                continue
            }
            maps.append(map)
        }
        return maps
    }
}

extension ConfigValue {
    /// The text of a value that stands as a key of a mapping, as `json.dumps` writes it; nil for lists and mappings, which cannot be keys.
    public var keyText: String? {
        switch kind {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .bigInteger(let digits): digits
        case .float(let value): FloatText.repr(value)
        case .string(let text), .date(let text), .timestamp(let text): text
        case .list, .map: nil
        }
    }

    /// YAML's word for the kind of node: scalar, sequence or mapping.
    var yamlNodeName: String {
        switch kind {
        case .list: "sequence"
        case .map: "mapping"
        default: "scalar"
        }
    }
}
