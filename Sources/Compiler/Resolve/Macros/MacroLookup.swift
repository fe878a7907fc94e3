import Graph
import Project

/// Finds macros by name the way dbt does while it reads a project: by package, then by the usual precedence.
struct MacroLookup: Sendable {
    private var internalNames: [String] = []
    private var rootName = ""
    private var byPackage: [String: [String: String]] = [:]
    /// Built-in macros, the adapter's before dbt's own.
    private var builtIn: [String: String] = [:]
    private var byName: [String: String] = [:]

    /// A lookup without macros.
    init() {}

    /// A lookup over all macros; the internal packages in the order they are searched.
    init(_ macros: OrderedTable<Macro>, root: String, internalPackages: [String]) {
        rootName = root
        internalNames = internalPackages
        var packageOrder: [String] = []
        for macro in macros.values {
            if byPackage[macro.packageName] == nil { packageOrder.append(macro.packageName) }
            byPackage[macro.packageName, default: [:]][macro.name] = macro.uniqueID
        }
        for package in internalPackages.reversed() { builtIn.merge(byPackage[package] ?? [:]) { _, new in new } }
        byName = builtIn
        for package in packageOrder where !internalPackages.contains(package) {
            byName.merge(byPackage[package] ?? [:]) { _, new in new }
        }
        byName.merge(byPackage[root] ?? [:]) { _, new in new }
    }

    /// The macro a name stands for, looked up in a package first.
    func find(_ name: String, in package: String) -> String? { byPackage[package]?[name] ?? byName[name] }

    /// The macro of a generic test. As in dbt the package that stands before its name is not asked; but a test that dbt has not is found where
    /// nothing stands before its name and neither its package nor the root project has one of that name.
    func testMacro(_ name: String, namespace: String?, in package: String) -> String? {
        let macro = "test_" + name
        guard let own = builtIn[macro], !Self.dbtTests.contains(name) else { return find(macro, in: package) }
        guard namespace == nil else { return find(macro, in: package).flatMap { $0 == own ? nil : $0 } }
        return byPackage[package]?[macro] ?? byPackage[rootName]?[macro] ?? own
    }

    private static let dbtTests: Set<String> = ["unique", "not_null", "accepted_values", "relationships"]

    /// The macro of a package itself.
    func own(_ name: String, of package: String) -> String? { byPackage[package]?[name] }

    /// The macro `adapter.dispatch` gives.
    func dispatch(_ name: String, namespace: String?, prefixes: [String], rules: [DispatchRule], packages: Set<String>) -> String? {
        let places: [String?]
        if let namespace {
            if let rule = rules.first(where: { $0.namespace == namespace }), !rule.searchOrder.isEmpty {
                places = rule.searchOrder
            } else {
                places = packages.contains(namespace) ? [rootName, namespace] : [nil]
            }
        } else {
            places = [nil]
        }
        for place in places {
            for prefix in prefixes {
                if let id = find("\(prefix)__\(name)", place: place) { return id }
            }
        }
        return nil
    }

    private func find(_ name: String, place: String?) -> String? {
        guard let place else { return byName[name] }
        return place == "dbt" ? builtIn[name] : internalNames.contains(place) ? nil : byPackage[place]?[name]
    }

    /// The `generate_…_name` macro that counts for nodes of a package: the package's own, the root project's, the built-in one.
    func nameMacro(_ component: NodeNameComponent, package: String) -> String? {
        let name = component.macro
        if package != rootName, !internalNames.contains(package), let id = byPackage[package]?[name] { return id }
        return byPackage[rootName]?[name] ?? builtIn[name]
    }

    /// Names of generic tests, for did-you-mean.
    var testNames: [String] { byName.keys.filter { $0.hasPrefix("test_") }.map { String($0.dropFirst(5)) }.sorted() }
}

/// The parts of a relation's name that macros decide about.
enum NodeNameComponent: String, CaseIterable {
    case database, schema, alias

    /// The macro that decides about the part.
    var macro: String {
        switch self {
        case .database: "generate_database_name"
        case .schema: "generate_schema_name"
        case .alias: "generate_alias_name"
        }
    }
}
