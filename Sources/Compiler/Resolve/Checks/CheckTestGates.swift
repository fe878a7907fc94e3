import Diagnostics
import Formats
import Graph
import Project
import Warehouse

extension Resolver {
    /// What dbt has not on tests: thresholds in percent, and rows that are taken out of the tested relation.
    mutating func checkTestGates() {
        for draft in nodes.enabled where draft.node.resourceType == .test {
            checkPercentages(draft)
            if input.smelt != nil, let action = draft.node.config["on_violation"] { checkViolationAction(action, draft) }
        }
    }

    private mutating func checkPercentages(_ draft: NodeDraft) {
        for key in ["error_if", "warn_if"] {
            guard let value = draft.node.config[key], let text = value.string, PercentThreshold(text) != nil else { continue }
            let span = value.span ?? draft.text?.firstLine
            guard let test = draft.node.genericTest else {
                report(
                    .error(
                        "percent-of-no-relation", "\(key): '\(text)' is a part of the rows of a relation, and a singular test has none",
                        at: span, hint: "give a number of rows, or make it a generic test of a model"
                    ).placed(at: nil, of: draft.node))
                continue
            }
            if let tested = test.attachedNode.flatMap({ nodes[$0]?.node }), tested.isEphemeral {
                report(
                    .error(
                        "percent-of-no-relation",
                        "\(key): '\(text)' is a part of the rows of a relation, and '\(tested.name)' is ephemeral",
                        at: span, hint: "give a number of rows, or materialize the model as a view"))
            }
        }
    }

    private mutating func checkViolationAction(_ action: ConfigValue, _ draft: NodeDraft) {
        let span = action.span ?? draft.text?.firstLine
        func refuse(_ id: DiagnosticID, _ message: String, _ hint: String) {
            report(.error(id, message, at: span, hint: hint).placed(at: nil, of: draft.node))
        }
        guard action.string == "quarantine" else {
            return refuse("on-violation", "on_violation: \(PythonText.repr(action)) is not known", "the one value there is: quarantine")
        }
        guard let test = draft.node.genericTest, let rule = rule(of: test, draft.node) else {
            let name = draft.node.genericTest.map { "'\($0.testName)'" } ?? "a singular test"
            return refuse(
                "quarantine-not-by-row", "\(name) does not judge rows one by one, so it cannot quarantine them",
                "tests that can: \(rowTests.joined(separator: ", "))")
        }
        guard let tested = test.attachedNode.flatMap({ nodes[$0]?.node }) else {
            return refuse(
                "quarantine-of-source", "rows of a source cannot be taken out of it", "put the test on the model that reads the source")
        }
        guard !["view", "ephemeral", "materialized_view"].contains(tested.materialized) else {
            return refuse(
                "quarantine-of-view",
                "'\(tested.name)' is materialized as \(tested.materialized), which has no rows of its own to take out",
                "materialize it as a table or incrementally")
        }
        if let below = draft.node.dependsOn.nodes.first(where: { $0 != tested.uniqueID && stands($0, on: tested.uniqueID) }) {
            return refuse(
                "quarantine-reads-child", "the test reads '\(below)', which is built from '\(tested.name)' itself",
                "a row has to be judged before it is read: compare with a node that does not stand on '\(tested.name)'")
        }
        if let problem = problem(ofTableBeside: tested) {
            return refuse("quarantine-name", problem, "give '\(tested.name)' another alias")
        }
        if let key = ["store_failures", "store_failures_as", "limit", "fail_calc"].first(where: { isSet($0, draft.node) }) {
            return refuse(
                "quarantine-config", "'\(key)' has no meaning with on_violation: quarantine", "the rows are in the quarantine: take it out")
        }
        nodes.update(draft.node.uniqueID) { node in
            guard case .genericTest(var details) = node.details else { return }
            details.quarantine = rule
            node.details = .genericTest(details)
        }
    }

    /// Why the quarantine of a node cannot have its name; nil where it can.
    private func problem(ofTableBeside tested: Node) -> String? {
        let name = QuarantineTable.identifier(of: tested.alias)
        if let most = input.adapter.dialect.relationStyle.maximumNameLength, name.utf8.count > most {
            return "the name '\(name)' of the quarantine is longer than the \(most) characters that a name may have"
        }
        let owner = nodes.enabled.first { draft in
            let node = draft.node
            return draft.isRelational(storesFailures: false) && node.alias.lowercased() == name.lowercased()
                && node.schema == tested.schema && node.database == tested.database
        }
        return owner.map { "'\($0.node.uniqueID)' has the name '\(name)' of the quarantine" }
    }

    private func isSet(_ key: String, _ node: Node) -> Bool {
        guard let value = node.config[key], !value.isNull else { return false }
        return value.bool ?? !["ephemeral", "count(*)"].contains(value.string)
    }

    /// The rule of a test of rows: the macro `violates_…` beside the test's own.
    private func rule(of test: GenericTestDetails, _ node: Node) -> QuarantineRule? {
        guard let id = macroLookup.testMacro(test.testName, namespace: test.namespace, in: node.packageName), let macro = macros[id],
            macroLookup.own("violates_" + test.testName, of: macro.packageName) != nil
        else { return nil }
        return QuarantineRule(macro: "violates_" + test.testName, package: macro.packageName)
    }

    private var rowTests: [String] {
        let names = macros.values.map(\.name).filter { $0.hasPrefix("violates_") }.map { String($0.dropFirst("violates_".count)) }
        return Set(names).filter { macroLookup.find("test_" + $0, in: root.name) != nil }.sorted()
    }

    /// Whether a node is built from another one, directly or not.
    private func stands(_ id: String, on base: String) -> Bool {
        var seen: Set<String> = [id]
        var open = [id]
        while let next = open.popLast() {
            for parent in nodes[next]?.node.dependsOn.nodes ?? [] {
                if parent == base { return true }
                if seen.insert(parent).inserted { open.append(parent) }
            }
        }
        return false
    }
}
