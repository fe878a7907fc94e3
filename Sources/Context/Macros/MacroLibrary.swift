public import Jinja

/// Every macro of a run by package, compiled; shared by all workers.
public final class MacroLibrary: Sendable {
    private let packages: [String: [String: ProjectMacro.Definition]]

    /// A library of definitions; a later one of the same package and name replaces an earlier one.
    public init(_ definitions: [ProjectMacro.Definition]) {
        var packages: [String: [String: ProjectMacro.Definition]] = [:]
        for definition in definitions { packages[definition.package, default: [:]][definition.name] = definition }
        self.packages = packages
    }

    /// The macro of a package, or nil.
    public func definition(_ name: String, in package: String) -> ProjectMacro.Definition? { packages[package]?[name] }

    /// Whether the package has any macro.
    public func has(package: String) -> Bool { packages[package] != nil }

    /// The packages that have macros.
    public var packageNames: [String] { packages.keys.sorted() }

    /// The names of a package's macros.
    public func names(in package: String) -> [String] { packages[package].map { $0.keys.sorted() } ?? [] }
}
