import Graph

extension Resolver {
    /// After all patches: nodes that a properties file disabled go to the disabled side, those it enabled come back.
    mutating func settleEnabled() {
        let disabledNow = nodes.enabled.filter { !$0.isEnabled }
        for draft in disabledNow {
            nodes[draft.node.uniqueID] = nil
            nodes.addDisabled(draft)
        }
        let all = nodes.takeDisabled()
        for draft in all {
            if draft.isEnabled { add(draft) } else { nodes.addDisabled(draft) }
        }
        rebuildReferences()
    }
}
