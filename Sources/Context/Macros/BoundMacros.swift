public import Jinja
import Warehouse

/// The macros as one rendering finds them: dbt's macro namespaces for a node of a package.
///
/// Search order: macros of the node's package, of the root project, package namespaces by name, `dbt`, then the internal macros (the
/// adapter's before `dbt`'s). A macro object is made once a rendering.
public final class BoundMacros {
    private let library: MacroLibrary
    private let world: RenderWorld
    private let package: String
    /// Told about every macro call.
    public weak var observer: (any ProjectMacro.Observer)?
    private var made: [String: Value] = [:]

    /// The macros of a library for nodes of a package.
    init(_ library: MacroLibrary, world: RenderWorld, package: String) {
        self.library = library
        self.world = world
        self.package = package
    }

    /// The value of a bare name: a macro or a package's namespace; nil where there is neither.
    public func find(_ name: String) -> Value? {
        if let macro = visible(name) { return value(macro) }
        if name == internalName || isNamespace(name) { return .object(PackageNamespace(name, self)) }
        return internalMacro(name).map(value)
    }

    /// The value of a name as the root project sees it, for macros the adapter calls by itself.
    public func findFromRoot(_ name: String) -> Value? {
        (library.definition(name, in: world.rootProject) ?? internalMacro(name)).map(value)
    }

    private let internalName = "dbt"

    private func isNamespace(_ name: String) -> Bool { library.has(package: name) && !world.internalPackages.contains(name) }

    /// A macro of the node's package or of the root project. Internal packages are searched last, also by their own macros.
    private func visible(_ name: String) -> ProjectMacro.Definition? {
        let own = world.internalPackages.contains(package) ? nil : library.definition(name, in: package)
        return own ?? library.definition(name, in: world.rootProject)
    }

    private func internalMacro(_ name: String) -> ProjectMacro.Definition? {
        for package in world.internalPackages {
            if let macro = library.definition(name, in: package) { return macro }
        }
        return nil
    }

    /// A macro of one package; `dbt` stands for all internal packages, the adapter's first.
    func find(_ name: String, in package: String) -> Value? {
        (package == internalName ? internalMacro(name) : library.definition(name, in: package)).map(value)
    }

    private func value(_ definition: ProjectMacro.Definition) -> Value {
        if let known = made[definition.uniqueID] { return known }
        let value = Value.object(ProjectMacro(definition, observer: observer))
        made[definition.uniqueID] = value
        return value
    }

    // MARK: Dispatch

    /// `adapter.dispatch(macro_name, macro_namespace)`: the first implementation for the adapter, else the default one. All prefixes are
    /// tried in one package before the next; without a namespace each prefix goes through the plain lookup instead.
    func dispatch(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let bound = try Signature("macro_name", "macro_namespace=", "packages=").bind(arguments, function: "BaseDatabaseWrapper.dispatch")
        let name = try bound.value(0).str()
        if let dot = name.firstIndex(of: ".") {
            let (namespace, rest) = (name[..<dot], name[name.index(after: dot)...])
            throw JinjaError(
                .compilation,
                "In adapter.dispatch, got a macro name of \"\(name)\", but \".\" is not a valid macro name component. Did you mean "
                    + "`adapter.dispatch(\"\(rest)\", macro_namespace=\"\(namespace)\")`?")
        }
        if let packages = bound[2], !packages.isNone {
            throw JinjaError(
                .compilation,
                "The \"packages\" argument of adapter.dispatch() has been deprecated.\nUse the \"macro_namespace\" argument instead.\n\n"
                    + "Raised during dispatch for: \(name)\n\n"
                    + "For more information, see:\n\nhttps://docs.getdbt.com/reference/dbt-jinja-functions/dispatch")
        }
        let namespace = bound.value(1)
        if !namespace.isNone, namespace.text == nil {
            throw JinjaError(
                .compilation,
                "In adapter.dispatch, got a <class '\(namespace.typeName)'> macro_namespace argument (\"\(try namespace.str())\"), but "
                    + "macro_namespace should be None or a string.")
        }
        var attempts: [String] = []
        for package in searchPackages(namespace.text) {
            for prefix in [world.adapter.dialect.name, "default"] {
                let candidate = "\(prefix)__\(name)"
                attempts.append(package.map { "'\($0).\(candidate)'" } ?? "'\(candidate)'")
                if let found = package.map({ find(candidate, in: $0) }) ?? find(candidate) { return found }
            }
        }
        throw JinjaError(
            .compilation,
            "In dispatch: No macro named '\(name)' found within namespace: '\(namespace.text ?? "None")'\n    Searched for: "
                + attempts.joined(separator: ", "))
    }

    private func searchPackages(_ namespace: String?) -> [String?] {
        guard let namespace else { return [nil] }
        if let order = world.dispatch[namespace], !order.isEmpty { return order }
        return world.packages.contains(namespace) ? [world.rootProject, namespace] : [nil]
    }

    // MARK: Materializations

    /// The macro of a materialization: one for the adapter before the default one; of the root project before imported ones before built-in
    /// ones, but an imported package may not replace a built-in one. Throws dbt's message where there is none.
    public func materialization(_ name: String, package: String) throws -> Value {
        let installed = library.packageNames.filter { $0 != world.rootProject && !world.internalPackages.contains($0) }
        let adapter = world.adapter.dialect.name
        let candidates = [adapter, "default"].map { "materialization_\(name)_\($0)" }
        let isBuiltIn = candidates.contains { internalMacro($0) != nil }
        for candidate in candidates {
            if let macro = library.definition(candidate, in: world.rootProject) { return value(macro) }
            if !isBuiltIn || world.invocation.flags["require_explicit_package_overrides_for_builtin_materializations"]?.bool == false {
                if let macro = installed.lazy.compactMap({ self.library.definition(candidate, in: $0) }).first { return value(macro) }
            }
            if let macro = internalMacro(candidate) { return value(macro) }
        }
        throw JinjaError(
            .compilation,
            "No materialization '\(name)' was found for adapter \(adapter)! (searched types 'default' and '\(adapter)')")
    }
}

/// `dbt` or an installed package as a value: its macros are its attributes.
private final class PackageNamespace: Object {
    private let name: String
    private let macros: BoundMacros

    init(_ name: String, _ macros: BoundMacros) {
        self.name = name
        self.macros = macros
    }

    override var typeName: String { "MacroNamespace" }
    override var qualifiedTypeName: String { "dbt.context.macros.MacroNamespace" }
    override var isMapping: Bool { true }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { macros.find(name, in: self.name) }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { key.text.flatMap { macros.find($0, in: name) } }
    override func method(_ name: String) -> Method? { name == "get" ? Self.get : nil }

    private static let get = Method("get", Signature("key", "default=")) { receiver, arguments, _ in
        guard let namespace: PackageNamespace = receiver.object(), let name = arguments.value(0).text else { return arguments.value(1) }
        return namespace.macros.find(name, in: namespace.name) ?? arguments.value(1)
    }
}
