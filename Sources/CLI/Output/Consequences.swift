import Diagnostics

extension [Diagnostic] {
    /// The same diagnostics, where a source or a doc is unknown perhaps only because the file that defines it could not be read, that is said.
    var explainingConsequences: [Diagnostic] {
        func unread(_ suffixes: [String]) -> String? {
            first { diagnostic in
                guard diagnostic.severity == .error, let path = diagnostic.span?.file.path else { return false }
                return Self.unreadable.contains(diagnostic.id.name) && suffixes.contains { path.hasSuffix($0) }
            }?.span?.file.path
        }
        let (properties, docs) = (unread([".yml", ".yaml"]), unread([".md"]))
        guard properties != nil || docs != nil else { return self }
        return map { diagnostic in
            let path = diagnostic.id == "unknown-source" ? properties : diagnostic.id == "unknown-doc" ? docs : nil
            guard let path, diagnostic.hint == nil else { return diagnostic }
            return Diagnostic(
                diagnostic.id, diagnostic.severity, diagnostic.message, at: diagnostic.span, notes: diagnostic.notes,
                hint: "it may be defined in \(path), which could not be read")
        }
    }

    private static let unreadable: Set<String> = ["yaml-syntax", "yaml-limit", "bad-encoding", "properties-not-a-mapping", "jinja-blocks"]
}
