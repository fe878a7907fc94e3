import Formats
public import Graph
import Jinja
import Project
import Warehouse

extension RenderContext {
    /// Makes this the context of a unit test's own text: `this` is the fixture that stands for the model itself, and overridden macros and
    /// environment variables give what the test says. Overridden variables belong to the `world`.
    public func applyUnitTest(_ test: UnitTestDetails) {
        extra["this"] = fixtureOfThis(test)
        if let variables = test.overrides["env_vars"]?.map, !variables.isEmpty { overrideEnvironment(variables) }
        if let macros = test.overrides["macros"]?.map { override(macros) }
        refresh()
    }

    /// Makes this the context of a fixture: with `--defer`, columns may be asked of the other environment's relation.
    public func applyDeferral(of fixture: Node, in whole: ResolvedProject) {
        guard world.invocation.isOn("defer"), let deferred = whole.deferred else { return }
        let name = fixture.searchName
        let ids = [ResourceType.model, .seed, .snapshot].map { "\($0.rawValue).\(fixture.packageName).\(name)" }
        if let other = ids.lazy.compactMap({ deferred.nodes[$0] }).first { extra["defer_relation"] = .relation(relation(of: other)) }
    }

    /// The name of the fixture's common table expression; None without one. It stands in the statement whether it is named there or not.
    private func fixtureOfThis(_ test: UnitTestDetails) -> Value {
        guard let id = test.thisInput, let fixture = project?.manifest.nodes[id] else { return .none }
        ephemeralReferences.append(id)
        return .string(Relation.ephemeralPrefix + fixture.alias)
    }

    private func overrideEnvironment(_ variables: ConfigMap) {
        guard let original = function("env_var") else { return }
        extra["env_var"] = .object(
            FunctionObject("env_var") { arguments, renderer in
                let name = try Signature("var", "default=").bind(arguments, function: "env_var").value(0).str()
                return try variables[name]?.jinjaValue() ?? renderer.call(original, arguments)
            })
    }

    /// Puts values in the place of macros, written as `macro` or `package.macro`. One of the built-in macros is replaced under both of its
    /// names, unless the other one is overridden too. Names that mean nothing are passed over, as in dbt.
    private func override(_ macros: ConfigMap) {
        var bare: [(name: String, value: Value)] = []
        var qualified: [(package: String, name: String, value: Value)] = []
        for entry in macros {
            let parts = entry.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard let name = parts.last else { continue }
            if parts.count == 2 {
                guard let original = self.macros.member(name, of: parts[0]) else { continue }
                qualified.append((parts[0], name, Self.substitute(entry.value, for: original, name)))
            } else if let original = lookup(name) {
                bare.append((name, Self.substitute(entry.value, for: original, name)))
            }
        }
        for override in qualified {
            self.macros.substitute(override.value, for: override.name, in: override.package)
            if override.package == "dbt" { extra[override.name] = override.value }
        }
        for override in bare {
            extra[override.name] = override.value
            if self.macros.member(override.name, of: "dbt") != nil {
                self.macros.substitute(override.value, for: override.name, in: "dbt")
            }
        }
    }

    /// What a name means from now on: a macro still has to be called, anything else is the value itself.
    private static func substitute(_ value: ConfigValue, for original: Value, _ name: String) -> Value {
        let substitute = value.jinjaValue()
        guard original.object(ProjectMacro.self) != nil else { return substitute }
        return .object(FunctionObject(name) { _, _ in substitute })
    }
}
