import Formats
public import Jinja
import Warehouse

/// The macros as one rendering finds them: dbt's macro namespaces for a node of a package.
///
/// Search order: macros of the node's package, of the root project, package namespaces by name, `dbt`, then the internal macros (the
/// adapter's before `dbt`'s). A macro object is made once a rendering.
public final class BoundMacros {
    private let macroLibrary: MacroLibrary
    private let world: RenderWorld
    private let names: MacroNamespace
    /// Told about every macro call.
    public weak var observer: (any ProjectMacro.Observer)?
    private var made: [String: Value] = [:]
    /// By package: what stands in for macros that are called as `package.macro`.
    private var substitutes: [String: [String: Value]] = [:]

    /// The macros of a library for nodes of a package.
    init(_ library: MacroLibrary, world: RenderWorld, package: String) {
        macroLibrary = library
        self.world = world
        names = library.namespace(for: package)
    }

    /// The value of a bare name: a macro or a package's namespace; nil where there is neither.
    public func find(_ name: String) -> Value? {
        switch names[name] {
        case .macro(let macro): value(macro)
        case .package: .object(PackageNamespace(name, self))
        case nil: nil
        }
    }

    /// The value of a name as the root project sees it, for macros the adapter calls by itself.
    public func findFromRoot(_ name: String) -> Value? {
        macroLibrary.namespace(for: world.rootProject).macro(name, in: nil).map(value)
    }

    /// The macro that `package.name` means; nil where there is none.
    func member(_ name: String, of package: String) -> Value? {
        guard case .package(let macros) = names[package] else { return nil }
        return substitutes[package]?[name] ?? macros[name].map(value)
    }

    /// Puts a value in the place of a macro wherever it is called as `package.name`.
    func substitute(_ value: Value, for name: String, in package: String) { substitutes[package, default: [:]][name] = value }

    /// The macro as a value of this rendering.
    public func value(_ definition: ProjectMacro.Definition) -> Value {
        if let known = made[definition.uniqueID] { return known }
        let value = Value.object(ProjectMacro(definition, observer: observer))
        made[definition.uniqueID] = value
        return value
    }

    /// Forgets the macros that were made.
    func forget() { made = [:] }

    /// `adapter.dispatch(macro_name, macro_namespace)`. Throws dbt's message where nothing is found.
    func dispatch(_ arguments: Arguments) throws -> Value {
        let dispatch = MacroDispatch(
            adapterTypes: [world.adapter.dialect.name], root: world.rootProject, packages: world.packages, searchOrders: world.dispatch)
        return value(try dispatch.find(arguments, in: names))
    }

    // MARK: Materializations

    /// The macro of a materialization: one for the adapter before the default one; of the root project before imported ones before built-in
    /// ones, but an imported package may not replace a built-in one. Throws dbt's message where there is none.
    public func materialization(_ name: String, package: String) throws -> Value {
        let installed = macroLibrary.packageNames.filter { $0 != world.rootProject && !world.internalPackages.contains($0) }
        let adapter = world.adapter.dialect.name
        let candidates = [adapter, "default"].map { "materialization_\(name)_\($0)" }
        let isBuiltIn = candidates.contains { internalMacro($0) != nil }
        for candidate in candidates {
            if let macro = macroLibrary.definition(candidate, in: world.rootProject) { return value(macro) }
            let mayReplace = world.invocation.flags["require_explicit_package_overrides_for_builtin_materializations"]?.bool == false
            for package in installed where !isBuiltIn || mayReplace {
                guard let macro = macroLibrary.definition(candidate, in: package) else { continue }
                if isBuiltIn { try world.output.warn(.materializationOverride(name, package: package), node: nil) }
                return value(macro)
            }
            if let macro = internalMacro(candidate) { return value(macro) }
        }
        throw JinjaError(
            .compilation,
            "No materialization '\(name)' was found for adapter \(adapter)! (searched types 'default' and '\(adapter)')")
    }
}

extension BoundMacros {
    fileprivate func internalMacro(_ name: String) -> ProjectMacro.Definition? { names.macro(name, in: "dbt") }
}

/// `dbt` or an installed package as a value. Its macros are its items, so the sandbox lets templates reach those with `_` in front too.
private final class PackageNamespace: Object {
    private let name: String
    private let macros: BoundMacros

    init(_ name: String, _ macros: BoundMacros) {
        self.name = name
        self.macros = macros
    }

    private func find(_ name: String) -> Value? { macros.member(name, of: self.name) }

    override var typeName: String { "MacroNamespace" }
    override var qualifiedTypeName: String { "dbt.context.macros.MacroNamespace" }
    override var isMapping: Bool { true }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { key.text.flatMap(find) }
    override func contains(_ needle: Value) throws -> Bool? { needle.text.map { find($0) != nil } ?? false }
    override func method(_ name: String) -> Method? { name == "get" ? Self.get : nil }

    private static let get = Method("get", Signature("key", "default=")) { receiver, arguments, _ in
        guard let namespace: PackageNamespace = receiver.object(), let name = arguments.value(0).text else { return arguments.value(1) }
        return namespace.find(name) ?? arguments.value(1)
    }
}
