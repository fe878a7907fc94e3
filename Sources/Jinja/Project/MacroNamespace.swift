/// Where the macros of a project are looked up by name, for the nodes of one package: dbt's search order.
///
/// The package's own macros first, then the root project's, then packages by name, then `dbt` as the name of all internal macros, then
/// internal macros by bare name (the adapter's before dbt's).
public struct MacroNamespace: Sendable {
    /// The macros of one package, by name.
    public typealias Package = [String: ProjectMacro.Definition]

    /// What a name means.
    public enum Member: Sendable {
        /// A macro.
        case macro(ProjectMacro.Definition)
        /// A package: the name before the dot.
        case package(Package)
    }

    private let own: Package
    private let root: Package
    private let packages: [String: Package]
    private let internals: Package
    private let rootName: String

    /// A lookup order.
    ///
    /// - Parameters:
    ///   - packages: every package's macros, internal ones included.
    ///   - root: the root project's name.
    ///   - searchPackage: the package of the node that is rendered.
    ///   - internalPackages: the adapter's package(s), then `dbt`.
    public init(packages: [String: Package], root: String, searchPackage: String, internalPackages: [String]) {
        var internals: Package = [:]
        for name in internalPackages.reversed() { internals.merge(packages[name] ?? [:]) { _, later in later } }
        own = packages[searchPackage] ?? [:]
        self.root = packages[root] ?? [:]
        self.packages = packages.filter { !internalPackages.contains($0.key) }
        self.internals = internals
        rootName = root
    }

    /// What a bare name means; nil where no macro or package has it.
    public subscript(_ name: String) -> Member? {
        if let macro = own[name] ?? root[name] { return .macro(macro) }
        if let package = packages[name] { return .package(package) }
        if name == "dbt" { return .package(internals) }
        return internals[name].map { .macro($0) }
    }

    /// The macro of a name in one package (`dbt` for all internal ones), or with nil in the whole order.
    public func macro(_ name: String, in package: String?) -> ProjectMacro.Definition? {
        guard let package else {
            if case .macro(let macro)? = self[name] { return macro }
            return nil
        }
        if package == "dbt", packages["dbt"] == nil { return internals[name] }
        return packages[package]?[name]
    }

    /// Every name and what it means, each once: what the context shows as its keys.
    public var names: Set<String> { Set(own.keys).union(root.keys).union(packages.keys).union(internals.keys).union(["dbt"]) }
}

/// `adapter.dispatch`: which implementation of a macro is meant.
public struct MacroDispatch: Sendable {
    /// The names an implementation may be prefixed with, in order: the adapter, its parents. `default` comes last by itself.
    public let adapterTypes: [String]
    /// The root project.
    public let root: String
    /// Every installed package, with the root project and the internal ones.
    public let packages: Set<String>
    /// The `dispatch:` entries of the root project: namespace → search order.
    public let searchOrders: [String: [String]]

    /// The settings of dispatching.
    public init(adapterTypes: [String], root: String, packages: Set<String>, searchOrders: [String: [String]]) {
        self.adapterTypes = adapterTypes
        self.root = root
        self.packages = packages
        self.searchOrders = searchOrders
    }

    /// The macro that a name is dispatched to. Throws dbt's compilation error where there is none.
    public func find(_ name: String, namespace: String?, in macros: MacroNamespace) throws -> ProjectMacro.Definition {
        if let dot = name.firstIndex(of: ".") {
            throw JinjaError(
                .compilation,
                "In adapter.dispatch, got a macro name of \"\(name)\", but \".\" is not a valid macro name component. Did you mean "
                    + "`adapter.dispatch(\"\(name[name.index(after: dot)...])\", macro_namespace=\"\(name[..<dot])\")`?")
        }
        var attempts: [String] = []
        for package in searchPackages(namespace) {
            for prefix in adapterTypes + ["default"] {
                let candidate = prefix + "__" + name
                attempts.append("'" + (package.map { $0 + "." } ?? "") + candidate + "'")
                if let macro = macros.macro(candidate, in: package) { return macro }
            }
        }
        throw JinjaError(
            .compilation,
            "In dispatch: No macro named '\(name)' found within namespace: '\(namespace ?? "None")'\n    Searched for: "
                + attempts.joined(separator: ", "))
    }

    private func searchPackages(_ namespace: String?) -> [String?] {
        guard let namespace else { return [nil] }
        if let order = searchOrders[namespace], !order.isEmpty { return order }
        return packages.contains(namespace) ? [root, namespace] : [nil]
    }

    /// Finds the macro for the arguments of a call of `adapter.dispatch`. Throws dbt's errors for arguments of wrong types.
    public func find(_ arguments: Arguments, in macros: MacroNamespace) throws -> ProjectMacro.Definition {
        let bound = try Self.signature.bind(arguments, function: "BaseDatabaseWrapper.dispatch")
        guard let name = bound.value(0).isUndefined ? "" : bound.value(0).text else {
            throw JinjaError(.type, "argument of type '\(bound.value(0).typeName)' is not iterable")
        }
        if let packages = bound[2], !packages.isNone {
            throw JinjaError(.compilation, Self.packagesComplaint(name))
        }
        let namespace = bound.value(1)
        guard namespace.isNone || namespace.text != nil else {
            throw JinjaError(
                .compilation,
                "In adapter.dispatch, got a <class '\(namespace.typeName)'> macro_namespace argument (\"\(try namespace.str())\"), "
                    + "but macro_namespace should be None or a string.")
        }
        return try find(name, namespace: namespace.text, in: macros)
    }

    private static let signature = Signature("macro_name", "macro_namespace=", "packages=")

    private static func packagesComplaint(_ name: String) -> String {
        let lines = [
            "The \"packages\" argument of adapter.dispatch() has been deprecated.", "Use the \"macro_namespace\" argument instead.", "",
            "Raised during dispatch for: \(name)", "", "For more information, see:", "",
            "https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch", "",
        ]
        return lines.enumerated().map { $1.isEmpty && $0 < lines.count - 1 ? "" : "        " + $1 }.joined(separator: "\n")
    }
}
