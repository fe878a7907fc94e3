import Diagnostics
import Formats
import Graph
import Project

/// A node while it is being put together.
@dynamicMemberLookup
struct NodeDraft {
    var node: Node
    private var notes = CopyOnWrite(Notes())

    /// What is known of a node besides.
    struct Notes {
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
    }

    init(_ node: Node) { self.node = node }

    subscript<Value>(dynamicMember note: WritableKeyPath<Notes, Value>) -> Value {
        get { notes[dynamicMember: note] }
        _modify { yield &notes[dynamicMember: note] }
    }

    var isEnabled: Bool { node.config["enabled"]?.bool ?? true }

    /// The name with its version as `ref` lookups use it.
    var searchName: String { node.searchName }

    /// Notes that a call leads to a node or source.
    mutating func notePlace(of key: String, leadingTo id: String) {
        guard self.places[id] == nil else { return }
        self.places[id] = ReferencePlace(span: node.callSpans[key], inMacro: self.spansInMacros[key])
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
    private var table = OrderedTable<NodeDraft>()
    /// Ids in `table` that were taken out since it was last made anew.
    private var gone: Set<String> = []
    /// Disabled nodes by unique id; several may share one.
    private(set) var disabled: [(id: String, drafts: [NodeDraft])] = []
    private var disabledPositions: [String: Int] = [:]

    /// The enabled nodes in order of insertion.
    var enabled: [NodeDraft] { gone.isEmpty ? table.values : table.values.filter { !gone.contains($0.node.uniqueID) } }
    /// Their unique ids.
    var ids: [String] { gone.isEmpty ? table.keys : table.keys.filter { !gone.contains($0) } }
    /// The enabled nodes as the manifest holds them.
    var finished: OrderedTable<Node> { (gone.isEmpty ? table : OrderedTable(enabled.map { ($0.node.uniqueID, $0) })).map(\.node) }

    subscript(id: String) -> NodeDraft? {
        get { gone.isEmpty || !gone.contains(id) ? table[id] : nil }
        set {
            guard let newValue else {
                gone.insert(id)
                return
            }
            if !gone.isEmpty, gone.contains(id) { settle() }
            table[id] = newValue
        }
    }

    /// Changes an enabled node in place.
    mutating func update(_ id: String, _ change: (inout Node) -> Void) {
        if gone.isEmpty || !gone.contains(id) { table.update(id) { change(&$0.node) } }
    }

    /// Takes the enabled nodes out whose configuration does not enable them, and gives them.
    mutating func takeNotEnabled() -> [NodeDraft] {
        let taken = enabled.filter { !$0.isEnabled }
        for draft in taken { gone.insert(draft.node.uniqueID) }
        settle()
        return taken
    }

    private mutating func settle() {
        guard !gone.isEmpty else { return }
        table = OrderedTable(enabled.map { ($0.node.uniqueID, $0) })
        gone = []
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
