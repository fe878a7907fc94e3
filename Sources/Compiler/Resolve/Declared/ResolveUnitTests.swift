import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Binds unit tests to their models; a test of a versioned model becomes one test per version.
    mutating func resolveUnitTests() {
        var resolved: [UnitTest] = []
        for test in unitTests { resolve(test, into: &resolved) }
        unitTests = resolved
    }

    private mutating func resolve(_ test: UnitTest, into resolved: inout [UnitTest]) {
        let words = test.model.split(separator: " ").map(String.init)
        let key = words.count == 2 ? "\(words[0]).v\(words[1])" : words.first ?? ""
        var test = test
        guard let id = refs.find(key, package: test.packageName).first, let model = nodes[id]?.node else {
            guard isDisabled(key, test.packageName) else {
                let message =
                    "Unable to find model '\(test.packageName).\(test.model)' for unit test '\(test.name)' in \(test.originalFilePath)"
                report(.error("unknown-model", message, at: test.span, hint: DidYouMean.hint(key, among: refs.names)))
                return
            }
            test.config["enabled"] = false
            disabledUnitTests.append(test)
            return
        }
        test.dependsOn.nodes = [id]
        test.schema = model.schema
        guard incrementalIsSettled(test, model) else { return }
        guard model.model?.version != nil else {
            let names = [test.versions["include"], test.versions["exclude"]]
            if names.contains(where: { $0.map(PythonText.isTrue) ?? false }) {
                let message =
                    "Unit test '\(test.name)' should not have a versions include or exclude when referencing non-versioned model "
                    + "'\(model.name)'"
                report(.error("bad-versions", message, at: test.versions.span ?? test.span))
            }
            resolved.append(test)
            return
        }
        expand(test, model, into: &resolved)
    }

    private func isDisabled(_ key: String, _ package: String) -> Bool {
        nodes.disabled.contains { entry in
            entry.drafts.contains { $0.searchName == key && $0.node.packageName == package && $0.node.resourceType == .model }
        }
    }

    private mutating func incrementalIsSettled(_ test: UnitTest, _ model: Node) -> Bool {
        guard model.dependsOn.macros.contains("macro.dbt.is_incremental") else { return true }
        let override = test.overrides["macros"]?["is_incremental"]?.bool
        guard let override else {
            let message =
                "Boolean override for 'is_incremental' must be provided for unit test '\(test.name)' in model '\(model.name)'"
            report(.error("unit-test-incremental", message, at: test.span))
            return false
        }
        if override, !test.given.contains(where: { $0["input"]?.string == "this" }) {
            let message = "Unit test '\(test.name)' for incremental model '\(model.name)' must have a 'this' input"
            report(.error("unit-test-incremental", message, at: test.span))
            return false
        }
        return true
    }

    private mutating func expand(_ test: UnitTest, _ model: Node, into resolved: inout [UnitTest]) {
        let versions = nodes.enabled.map(\.node).filter {
            $0.resourceType == .model && $0.name == model.name && $0.packageName == model.packageName && $0.model?.version != nil
        }
        let excluded = test.versions["exclude"]?.list?.compactMap(NodeVersion.init) ?? []
        let included = test.versions["include"]?.list?.compactMap(NodeVersion.init)
        let chosen = versions.filter { node in
            guard let version = node.model?.version else { return false }
            if test.versions.isNull { return true }
            if !excluded.isEmpty { return !excluded.contains(version) }
            return included?.contains(version) ?? false
        }
        guard !chosen.isEmpty else {
            let message = "Unit test '\(test.name)' referenced a version of '\(model.name)' which was not found."
            report(.error("unknown-version", message, at: test.versions.span ?? test.span))
            return
        }
        for node in chosen {
            var copy = test
            copy.version = node.model?.version
            copy.uniqueID = "unit_test.\(test.packageName).\(test.model).\(test.name)_v\(copy.version?.text ?? "")"
            copy.dependsOn.nodes = [node.uniqueID]
            resolved.append(copy)
        }
    }
}
