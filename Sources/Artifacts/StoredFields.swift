import Formats
import Graph

/// One object of an artifact, read leniently: a missing field or one of another type counts as absent.
struct StoredFields {
    let map: ConfigMap

    init(_ map: ConfigMap) { self.map = map }
    init(_ value: ConfigValue?) { map = value?.map ?? ConfigMap() }

    func value(_ name: String) -> ConfigValue { map[name] ?? .null }
    func text(_ name: String) -> String? { map[name]?.string }
    func text(_ name: String, or other: String) -> String { map[name]?.string ?? other }
    func texts(_ name: String) -> [String] { map[name]?.list?.compactMap(\.string) ?? [] }
    func textLists(_ name: String) -> [[String]] {
        map[name]?.list?.map { $0.list?.compactMap(\.string) ?? [] } ?? []
    }
    func values(_ name: String) -> [ConfigValue] { map[name]?.list ?? [] }
    func mapping(_ name: String) -> ConfigMap { map[name]?.map ?? ConfigMap() }
    func fields(_ name: String) -> StoredFields { StoredFields(map[name]) }
    func flag(_ name: String) -> Bool? { map[name]?.bool }
    func integer(_ name: String) -> Int? { map[name]?.int }
    func version(_ name: String) -> NodeVersion? { map[name].flatMap(NodeVersion.init) }

    func number(_ name: String) -> Double? {
        switch map[name]?.kind {
        case .float(let number): number
        case .int(let number): Double(number)
        default: nil
        }
    }

    /// The identity that every resource has.
    var identity: (uniqueID: String, name: String, package: String, path: String, originalPath: String) {
        (
            text("unique_id", or: ""), text("name", or: ""), text("package_name", or: ""), text("path", or: ""),
            text("original_file_path", or: "")
        )
    }
    var dependsOn: DependsOn {
        let stored = fields("depends_on")
        return DependsOn(macros: stored.texts("macros"), nodes: stored.texts("nodes"))
    }
    var refs: [RefArguments] {
        values("refs").map { value in
            if let parts = value.list?.compactMap(\.string) {
                return RefArguments(name: parts.last ?? "", package: parts.count > 1 ? parts.first : nil)
            }
            let stored = StoredFields(value)
            return RefArguments(name: stored.text("name", or: ""), package: stored.text("package"), version: stored.version("version"))
        }
    }
    var docs: DocsDisplay {
        let stored = fields("docs")
        var docs = DocsDisplay()
        docs.show = stored.flag("show") ?? true
        docs.nodeColor = stored.text("node_color")
        return docs
    }
    var columns: [Column] { mapping("columns").map { Column(stored: $0.value, name: $0.name) } }
}

extension Column {
    private static let declared: Set = [
        "name", "description", "meta", "data_type", "constraints", "quote", "config", "tags", "granularity", "doc_blocks",
    ]

    fileprivate init(stored value: ConfigValue, name: String) {
        let stored = StoredFields(value)
        self.init(name: stored.text("name", or: name))
        description = stored.text("description", or: "")
        meta = stored.mapping("meta")
        dataType = stored.text("data_type")
        constraints = stored.values("constraints")
        quote = stored.flag("quote")
        config = stored.mapping("config")
        tags = stored.texts("tags")
        granularity = stored.text("granularity")
        docBlocks = stored.texts("doc_blocks")
        for entry in stored.map where !Self.declared.contains(entry.name) && !entry.value.isNull { extra[entry.name] = entry.value }
    }
}
