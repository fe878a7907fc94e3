public import Diagnostics
import Formats

/// Applies selection specs to one manifest and its graph (without test edges).
public struct NodeSelector: Sendable {
    /// What is selected from.
    public let manifest: Manifest
    /// Its graph.
    public let graph: DependencyGraph
    /// Earlier artifacts, for `state:` and `result:`; nil where none were given.
    public let previous: PreviousState?
    /// The project's saved selectors; nil where there is no `selectors.yml`.
    public let selectors: SavedSelectors?
    /// By position: the resource, or nil where it is disabled.
    let members: [Selectable?]

    /// A selector over a manifest. `graph` must be the manifest's, see `DependencyGraph.linking`.
    public init(_ manifest: Manifest, graph: DependencyGraph, previous: PreviousState? = nil, selectors: SavedSelectors? = nil) {
        self.manifest = manifest
        self.previous = previous
        self.selectors = selectors
        let members = graph.ids.map { id in manifest.selectable(id).flatMap { $0.isEnabled ? $0 : nil } }
        self.members = members
        let isWhole = members.allSatisfy { $0 != nil }
        self.graph = isWhole ? graph : graph.detaching { members[$0] == nil }
    }

    /// How a selection is filtered.
    public struct Filter: Sendable {
        /// The types of resource the command works on.
        public var types: Set<ResourceType>
        /// Whether nodes with empty files count: only for `ls`.
        public var includesEmpty: Bool

        /// A filter.
        public init(types: Set<ResourceType>, includesEmpty: Bool = false) {
            self.types = types
            self.includesEmpty = includesEmpty
        }
    }

    /// Applies a spec. `warns` tells whether criteria without a match are reported.
    ///
    /// Throws `selector-invalid` and others with dbt's wording where a method refuses its value.
    public func select(_ spec: SelectionSpec, _ filter: Filter, warns: Bool = true) throws(Diagnostic) -> Selection {
        var evaluation = SelectionEvaluation(selector: self, filter: filter, warns: warns)
        let chosen = try evaluation.selected(by: spec)
        let ids = graph.ids(in: chosen).sortedByCodePoint()
        var reasons: [String: Selection.Reason] = [:]
        for position in chosen { reasons[graph.ids[position]] = evaluation.reasons[position] }
        return Selection(ids: ids, positions: chosen, reasons: reasons, diagnostics: evaluation.diagnostics)
    }

    /// The positions whose resource satisfies a condition.
    func positions(where condition: (Selectable) throws(Diagnostic) -> Bool) throws(Diagnostic) -> NodeSet {
        var result = graph.emptySet()
        for (position, member) in members.enumerated() {
            if let member, try condition(member) { result.insert(position) }
        }
        return result
    }
}
