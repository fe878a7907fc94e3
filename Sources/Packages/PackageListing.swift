import Diagnostics
import Formats
import Project

/// What is asked for so far, each package once, in the order it was first named.
struct PackageListing {
    private var order: [String] = []
    private var demands: [String: [PackageSpec]] = [:]

    /// Nothing yet.
    init() {}

    /// What a list asks for. Throws as `add` does.
    init(_ specs: [PackageSpec]) throws(Diagnostic) { try add(specs) }

    /// Whether nothing is asked for.
    var isEmpty: Bool { order.isEmpty }
    /// Every package with all that asks for it.
    var all: [[PackageSpec]] { order.compactMap { demands[$0] } }

    /// Everything that asks for the package of an entry, under whichever of its names.
    subscript(spec: PackageSpec) -> [PackageSpec] { demands[key(of: spec)] ?? [] }

    /// Adds an entry. Throws a diagnostic where the package is asked for in another way already.
    mutating func add(_ spec: PackageSpec) throws(Diagnostic) {
        let key = key(of: spec)
        guard let first = demands[key]?.first else {
            order.append(key)
            demands[key] = [spec]
            return
        }
        guard first.kindName == spec.kindName else {
            let message =
                "Cannot incorporate \(key) (\(spec.kindName) package, asked for by \(spec.requester)) in \(key) (\(first.kindName) package, "
                + "asked for by \(first.requester)): mismatched types"
            throw Diagnostic("package-conflict", .error, message, at: spec.span, hint: "ask for it in one way only")
        }
        demands[key]?.append(spec)
    }

    /// Adds entries. Throws as `add` does.
    mutating func add(_ specs: [PackageSpec]) throws(Diagnostic) { for spec in specs { try add(spec) } }

    private func key(of spec: PackageSpec) -> String {
        let names = spec.allNames
        return names.first { demands[$0] != nil } ?? names[0]
    }
}

/// Who asks for a package and for which version of it: what explains a conflict.
struct DemandList {
    private let lines: [String]

    /// The list of some demands, each line once.
    init(_ specs: [PackageSpec]) {
        lines = specs.map { spec in
            switch spec.kind {
            case .hub(_, let versions, _): "\(spec.requester) asks for \(versions.map(\.text).joined(separator: ", "))"
            case .git(let source): "\(spec.requester) asks for \(source.revision ?? "HEAD")"
            case .local, .tarball: "\(spec.requester) asks for it"
            }
        }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The lines below a message.
    var text: String { lines.map { "\n  " + $0 }.joined() }
}
