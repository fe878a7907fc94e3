import Diagnostics
import Formats

/// One selection being worked out: dbt's steps, with its two sets (what is chosen, and the tests that may still come along).
struct SelectionEvaluation {
    let selector: NodeSelector
    let filter: NodeSelector.Filter
    let warns: Bool
    /// How many saved selectors may stand in one another; dbt's limit lies near it.
    private static let depthLimit = 200
    /// Names of the saved selectors being resolved, outermost first.
    var openSelectors: [String] = []
    var reasons: [Int: Selection.Reason] = [:]
    var diagnostics: [Diagnostic] = []

    init(selector: NodeSelector, filter: NodeSelector.Filter, warns: Bool) {
        self.selector = selector
        self.filter = filter
        self.warns = warns
    }

    private var graph: DependencyGraph { selector.graph }

    /// What a spec chooses, filtered for the command.
    mutating func selected(by spec: SelectionSpec) throws(Diagnostic) -> NodeSet {
        var result = try evaluate(spec).direct
        for position in result {
            guard let member = selector.members[position], filter.types.contains(member.resourceType),
                filter.includesEmpty || !member.isEmpty
            else {
                result.remove(position)
                continue
            }
        }
        return result
    }

    /// The chosen nodes, and the tests that come along only if the rest of their parents is chosen too.
    private typealias Found = (direct: NodeSet, indirect: NodeSet)

    private mutating func evaluate(_ spec: SelectionSpec) throws(Diagnostic) -> Found {
        switch spec {
        case .criterion(let criterion): try evaluate(criterion)
        case .group(let group): try evaluate(group)
        }
    }

    private mutating func evaluate(_ group: SelectionGroup) throws(Diagnostic) -> Found {
        var direct: NodeSet?
        var indirect: NodeSet?
        for component in group.components {
            let found = try evaluate(component)
            combine(&direct, found.direct, group.operation)
            combine(&indirect, found.direct.union(found.indirect), group.operation)
        }
        let candidates = indirect ?? graph.emptySet()
        let chosen = completed(direct ?? graph.emptySet(), candidates, group.indirect)
        for position in chosen where reasons[position] == nil { reasons[position] = .test(PythonText.str(group.raw)) }
        if group.expectsMatch, warns, chosen.isEmpty {
            let written = PythonText.str(group.raw)
            let message = "The selection criterion '\(written)' does not match any enabled nodes"
            diagnostics.append(Diagnostic("selection-empty", .warning, message).with(["spec_raw": .text(written)]))
        }
        return (chosen, candidates)
    }

    private func combine(_ result: inout NodeSet?, _ next: NodeSet, _ operation: SelectionGroup.Operation) {
        guard result != nil else {
            result = next
            return
        }
        switch operation {
        case .union: result?.formUnion(next)
        case .intersection: result?.formIntersection(next)
        case .difference: result?.subtract(next)
        }
    }

    private mutating func evaluate(_ criterion: SelectionCriterion) throws(Diagnostic) -> Found {
        guard let method = AllMethods.method(named: criterion.method) else {
            throw .selector("'\(criterion.method)' is not a valid method name", name: criterion.method, candidates: AllMethods.names)
        }
        let named: NodeSet
        if criterion.method == SavedSelectorMethod.name {
            named = try selectedBySaved(criterion)
        } else {
            named = try method.search(MethodQuery(criterion), in: selector)
            let known = Set(diagnostics.map(\.message))
            diagnostics += try method.warnings(MethodQuery(criterion), in: selector).filter { !known.contains($0.message) }
        }
        let chosen = named.union(relatives(of: named, criterion))
        note(named, chosen, criterion.text)
        if criterion.indirect == .empty || criterion.method == SavedSelectorMethod.name { return (chosen, graph.emptySet()) }
        let found = withTests(chosen, criterion.indirect)
        for position in found.direct where reasons[position] == nil { reasons[position] = .test(criterion.text) }
        return found
    }

    private mutating func note(_ named: NodeSet, _ chosen: NodeSet, _ text: String) {
        for position in named where reasons[position] == nil { reasons[position] = .named(text) }
        for position in chosen where reasons[position] == nil { reasons[position] = .relative(text) }
    }

    private func relatives(of named: NodeSet, _ criterion: SelectionCriterion) -> NodeSet {
        var result = graph.emptySet()
        if criterion.childrensParents {
            let family = graph.descendants(of: named).union(named)
            result.formUnion(graph.ancestors(of: family).union(family))
        }
        if criterion.parents { result.formUnion(graph.ancestors(of: named, depth: criterion.parentsDepth)) }
        if criterion.children { result.formUnion(graph.descendants(of: named, depth: criterion.childrenDepth)) }
        return result
    }

    /// Adds the tests of what is chosen.
    private func withTests(_ chosen: NodeSet, _ mode: IndirectSelection) -> Found {
        var direct = chosen
        var indirect = graph.emptySet()
        let reach = mode == .buildable ? chosen.union(graph.ancestors(of: chosen)).union(sources()) : chosen
        var seen = graph.emptySet()
        for position in chosen {
            for child in graph.children(of: position) where seen.insert(child) {
                guard let member = selector.members[child], member.comesAlong else { continue }
                if mode == .eager || dependencies(of: member, liesIn: reach) { direct.insert(child) } else { indirect.insert(child) }
            }
        }
        return (direct, indirect)
    }

    /// Adds the tests that waited for parents which other components have brought in. Unit tests are not looked at again, as in dbt.
    private func completed(_ direct: NodeSet, _ candidates: NodeSet, _ mode: IndirectSelection) -> NodeSet {
        guard mode == .cautious || mode == .buildable, direct != candidates else { return direct }
        var result = direct
        let reach = mode == .buildable ? direct.union(graph.ancestors(of: direct)) : direct
        for position in candidates where !direct.contains(position) {
            guard let member = selector.members[position], case .node = member else { continue }
            let known = mode == .buildable ? reach : result
            if dependencies(of: member, liesIn: known) { result.insert(position) }
        }
        return result
    }

    private func dependencies(of member: Selectable, liesIn set: NodeSet) -> Bool {
        member.dependsOnNodes.allSatisfy { id in graph.position(of: id).map(set.contains) ?? false }
    }

    private func sources() -> NodeSet { graph.set(of: selector.manifest.sources.keys) }

    /// The `selector:` method: the selections of all saved selectors whose name matches.
    private mutating func selectedBySaved(_ criterion: SelectionCriterion) throws(Diagnostic) -> NodeSet {
        guard let saved = selector.selectors else {
            throw Diagnostic("selector-unknown", .error, "Cannot use selector: method if selectors.yml is not provided")
        }
        let name = PythonText.str(criterion.value)
        let matching = saved.matching(Wildcard(name))
        if matching.isEmpty {
            throw Diagnostic("selector-unknown", .error, "Selector '\(name)' did not match any selector in selectors.yml")
        }
        var result = graph.emptySet()
        for definition in matching {
            if openSelectors.contains(definition.name) || openSelectors.count >= Self.depthLimit {
                throw Diagnostic(
                    "selector-cycle", .error, "Circular dependency detected in selector: \(PythonText.str(definition.definition))",
                    notes: [Diagnostic.Note((openSelectors + [definition.name]).joined(separator: " --> "))])
            }
            openSelectors.append(definition.name)
            result.formUnion(try selected(by: definition.spec))
            openSelectors.removeLast()
        }
        return result
    }
}
