import Graph

extension Resolver {
    /// After all patches: nodes that a properties file disabled go to the disabled side, those it enabled come back.
    mutating func settleEnabled() {
        for draft in nodes.takeNotEnabled() { nodes.addDisabled(draft) }
        let all = nodes.takeDisabled()
        for draft in all {
            if draft.isEnabled { add(draft) } else { nodes.addDisabled(draft) }
        }
        rebuildReferences()
    }
}
