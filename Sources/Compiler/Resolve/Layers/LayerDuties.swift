import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// What layers ask of each of their models: tests and a description. Models of packages are left alone: nobody can mend them.
    mutating func checkDuties(_ assignment: LayerAssignment) {
        var tests: [String: Set<String>] = [:]
        for draft in nodes.enabled {
            guard let test = draft.node.genericTest, let id = test.attachedNode else { continue }
            tests[id, default: []].insert(test.testName)
            if let namespace = test.namespace { tests[id, default: []].insert("\(namespace).\(test.testName)") }
        }
        for draft in nodes.enabled where draft.node.resourceType == .model && draft.node.packageName == root.name {
            guard let layer = layers.index(of: draft.node.uniqueID) else { continue }
            check(draft, assignment.layers[layer], tests[draft.node.uniqueID] ?? [])
        }
    }

    /// What `meta` says about the age of data must be a span of time.
    mutating func checkFreshness() {
        guard input.smelt != nil else { return }
        for draft in nodes.enabled where draft.node.resourceType == .model || draft.node.resourceType == .snapshot {
            guard let written = SmeltConfig.writtenFreshness(of: draft.node), WrittenDuration.seconds(written) == nil else { continue }
            report(
                .error(
                    "bad-time-span", "\(PythonText.repr(written)) is no span of time", at: written.span ?? draft.text?.firstLine,
                    hint: "write it as 90s, 15m, 1h or 2d"))
        }
    }

    private mutating func check(_ draft: NodeDraft, _ layer: LayerConfig, _ tests: Set<String>) {
        let node = draft.node
        let span = node.describedAt ?? draft.text?.firstLine
        let missing = layer.requiredTests.filter { !tests.contains($0) }
        if !missing.isEmpty {
            let names = missing.map { "'\($0)'" }.joined(separator: " and ")
            let message = "\(layer.name) model '\(node.searchName)' has no test \(names)"
            report(
                .error(
                    "layer-required-test", message, at: span,
                    hint: "each model of '\(layer.name)' needs \(layer.requiredTests.joined(separator: ", ")), on the model or a column"))
        }
        if layer.requiresDocs, node.description.allSatisfy(\.isWhitespace) {
            report(
                .error(
                    "layer-required-docs", "\(layer.name) model '\(node.searchName)' has no description", at: span,
                    hint: "each model of '\(layer.name)' needs one"))
        }
    }
}
