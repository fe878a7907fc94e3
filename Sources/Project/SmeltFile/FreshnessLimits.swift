public import Formats
public import Graph

extension SmeltConfig {
    /// How old the data of a node may be, in seconds: what `meta: {freshness: 1h}` says, else what its layer says; nil for any age.
    public func freshnessLimit(of node: Node, in layers: LayerMap) -> Int? {
        guard node.resourceType == .model || node.resourceType == .snapshot else { return nil }
        if let written = Self.writtenFreshness(of: node) { return WrittenDuration.seconds(written) }
        guard let layer = layers.index(of: node.uniqueID), self.layers.indices.contains(layer) else { return nil }
        return self.layers[layer].freshness
    }

    /// What `meta` says about the age of a node's data; nil where it says nothing.
    public static func writtenFreshness(of node: Node) -> ConfigValue? {
        node.config["meta"]?["freshness"].flatMap { $0.isNull ? nil : $0 }
    }
}

extension WrittenDuration {
    /// The seconds of a span of time in YAML, a number of seconds or a text; nil for anything else.
    public static func seconds(_ value: ConfigValue) -> Int? {
        if let number = value.int { return number >= 0 ? number : nil }
        return value.string.flatMap { seconds($0) }
    }
}
