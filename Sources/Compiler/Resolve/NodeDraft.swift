import Diagnostics
import Formats
import Graph
import Project

/// A node while it is being put together.
struct NodeDraft {
    var node: Node
    /// What `config()` was called with, as source text; nil where the configuration as written is the one called with.
    var unrenderedCall: ConfigMap?
    /// The options of literal `config()` calls one by one; what dbt's static extractor shows as unrendered.
    var staticCalls: ConfigMap?
    /// By the unique id of what it refers to: where it does.
    var places: [String: ReferencePlace] = [:]
    /// Where macros that its text calls refer for it, by the keys of `callSpans`.
    var spansInMacros: [String: SourceSpan] = [:]
    /// Where its own text stands; nil for generated texts.
    var text: SourceSpan?

    init(_ node: Node) { self.node = node }

    var isEnabled: Bool { node.config["enabled"]?.bool ?? true }

    /// The name with its version as `ref` lookups use it.
    var searchName: String { node.searchName }

    /// Notes that a call leads to a node or source.
    mutating func notePlace(of key: String, leadingTo id: String) {
        guard places[id] == nil else { return }
        places[id] = ReferencePlace(span: node.callSpans[key], inMacro: spansInMacros[key])
    }

    /// Tests count as relations only where their failures are stored.
    func isRelational(storesFailures: Bool) -> Bool {
        switch node.resourceType {
        case .model, .seed, .snapshot: true
        case .test: node.config["store_failures"]?.bool == true || storesFailures
        default: false
        }
    }
}

/// Enabled nodes in order, and disabled ones.
struct NodeTable {
    private var slots: [NodeDraft?] = []
    private var positions: [String: Int] = [:]
    /// Disabled nodes by unique id; several may share one.
    private(set) var disabled: [(id: String, drafts: [NodeDraft])] = []
    private var disabledPositions: [String: Int] = [:]

    /// The enabled nodes in order of insertion.
    var enabled: [NodeDraft] { slots.compactMap { $0 } }
    /// Their unique ids.
    var ids: [String] { enabled.map(\.node.uniqueID) }

    subscript(id: String) -> NodeDraft? {
        get { positions[id].flatMap { slots[$0] } }
        set {
            if let position = positions[id] {
                slots[position] = newValue
                if newValue == nil { positions[id] = nil }
            } else if let newValue {
                positions[id] = slots.count
                slots.append(newValue)
            }
        }
    }

    /// Changes an enabled node in place.
    mutating func update(_ id: String, _ change: (inout Node) -> Void) {
        guard let position = positions[id], slots[position] != nil else { return }
        if var draft = slots[position] {
            change(&draft.node)
            slots[position] = draft
        }
    }

    /// Adds a node on the disabled side.
    mutating func addDisabled(_ draft: NodeDraft) {
        let id = draft.node.uniqueID
        if let position = disabledPositions[id] {
            disabled[position].drafts.append(draft)
        } else {
            disabledPositions[id] = disabled.count
            disabled.append((id, [draft]))
        }
    }

    /// The disabled nodes of one id.
    func disabledDrafts(_ id: String) -> [NodeDraft] { disabledPositions[id].map { disabled[$0].drafts } ?? [] }

    /// Replaces the disabled nodes of one id.
    mutating func setDisabled(_ id: String, _ drafts: [NodeDraft]) {
        if let position = disabledPositions[id] { disabled[position].drafts = drafts }
    }

    /// Takes all disabled nodes out.
    mutating func takeDisabled() -> [NodeDraft] {
        let all = disabled.flatMap(\.drafts)
        disabled = []
        disabledPositions = [:]
        return all
    }
}

/// Names of nodes to unique ids, package by package.
struct NameIndex {
    private var ids: [String: [(package: String, id: String)]] = [:]

    /// An index of enabled nodes of some kinds.
    init(_ nodes: [NodeDraft], types: Set<ResourceType>) {
        for draft in nodes where types.contains(draft.node.resourceType) { add(draft.node) }
    }

    private mutating func add(_ node: Node) {
        guard let version = node.model?.version else {
            set(node.name, node)
            return
        }
        set(node.searchName, node)
        if version == node.model?.latestVersion { set(node.name, node) }
    }

    private mutating func set(_ name: String, _ node: Node) {
        var entries = ids[name] ?? []
        if let position = entries.firstIndex(where: { $0.package == node.packageName }) {
            entries[position].id = node.uniqueID
        } else {
            entries.append((node.packageName, node.uniqueID))
        }
        ids[name] = entries
    }

    /// The unique ids under a name; a package narrows them.
    func find(_ name: String, package: String?) -> [String] {
        (ids[name] ?? []).filter { package == nil || $0.package == package }.map(\.id)
    }

    /// The names there are, for did-you-mean.
    var names: [String] { ids.keys.sorted() }
}
