public import Jinja
import Synchronization

/// Every macro of a run by package, compiled; shared by all workers.
public final class MacroLibrary: Sendable {
    private let packages: [String: MacroNamespace.Package]
    private let root: String
    private let internalPackages: [String]
    private let namespaces = Mutex<[String: MacroNamespace]>([:])

    /// A library of definitions; a later one of the same package and name replaces an earlier one.
    ///
    /// - Parameters:
    ///   - root: the root project's name.
    ///   - internalPackages: the adapter's package, then `dbt`.
    public init(_ definitions: [ProjectMacro.Definition], root: String, internalPackages: [String]) {
        var packages: [String: MacroNamespace.Package] = [:]
        for definition in definitions { packages[definition.package, default: [:]][definition.name] = definition }
        self.packages = packages
        self.root = root
        self.internalPackages = internalPackages
    }

    /// The macro of a package, or nil.
    public func definition(_ name: String, in package: String) -> ProjectMacro.Definition? { packages[package]?[name] }

    /// Whether only built-in packages have a macro of the name: no project and no installed package has its own.
    public func isBuiltIn(_ name: String) -> Bool {
        packages.allSatisfy { internalPackages.contains($0.key) || $0.value[name] == nil }
    }

    /// The packages that have macros, sorted.
    public var packageNames: [String] { packages.keys.sorted() }

    /// Every name that templates may call, for the one that was meant: macros of the root project and built-in ones, and the context's functions.
    public var callableNames: [String] {
        ([root] + internalPackages).flatMap { packages[$0]?.keys.map(\.self) ?? [] } + AllFunctions.byName.keys + AdapterObject.methodNames
    }

    /// The lookup order for nodes of a package; made once a package.
    func namespace(for package: String) -> MacroNamespace {
        namespaces.withLock { known in
            if let namespace = known[package] { return namespace }
            let namespace = MacroNamespace(
                packages: packages, root: root, searchPackage: package, internalPackages: internalPackages)
            known[package] = namespace
            return namespace
        }
    }
}
