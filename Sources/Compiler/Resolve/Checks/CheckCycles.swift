import Diagnostics
import Formats
import Glibc
import Graph
import Project

extension Resolver {
    /// A node must not depend on itself, however far the way round.
    mutating func checkCycles() {
        var manifest = Manifest(metadata: input.metadata)
        manifest.nodes = nodes.finished
        manifest.sources = sources
        manifest.exposures = exposures
        for resource in semantics.values { manifest.add(resource) }
        let cycles = Cycles(DependencyGraph(manifest))
        guard let path = cycles.first(), let first = path.first, let message = cycles.message() else { return }
        let ring = path + [first]
        var notes: [Diagnostic.Note] = []
        for (parent, child) in zip(ring, ring.dropFirst()) {
            guard let draft = nodes[child], nodes[parent] != nil else { continue }
            notes.append(Diagnostic.Note("\(child) depends on \(parent)", at: draft.places[parent]?.span))
        }
        let span = notes.lazy.compactMap(\.span).first ?? nodes[first]?.text?.firstLine
        report(.error("cycle", message, at: span, notes: notes, hint: "take one of these references away"))
    }

    /// Models past their date, and references to models that have one.
    mutating func checkDeprecations() {
        let now = Self.isoTime(input.createdAt)
        for draft in nodes.enabled {
            guard let model = draft.node.model, let date = model.deprecationDate else { continue }
            let isPast = Self.comparable(date) < now
            let version = model.version.map { ".v\($0.text)" } ?? ""
            if isPast {
                let message =
                    "Model \(draft.node.name)\(version) has passed its deprecation date of \(date). This model should be disabled or removed."
                report(
                    .warning("deprecated-model", message, at: draft.text?.firstLine).with([
                        "model_name": .text(draft.node.name), "model_version": .text(model.version?.text ?? ""),
                        "deprecation_date": .text(date),
                    ]))
            }
            for child in nodes.enabled where child.node.resourceType == .model && child.node.dependsOn.nodes.contains(draft.node.uniqueID) {
                reportDeprecatedReference(child, draft.node, model, date, isPast: isPast)
            }
        }
    }

    private mutating func reportDeprecatedReference(
        _ child: NodeDraft, _ node: Node, _ model: ModelDetails, _ date: String, isPast: Bool
    ) {
        let version = model.version.map { ".v\($0.text)" } ?? ""
        var message =
            "While compiling '\(child.node.name)': Found a reference to \(node.name)\(version), which "
            + (isPast ? "was deprecated on '\(date)'. " : "is slated for deprecation on '\(date)'. ")
        if let own = model.version, let latest = model.latestVersion, own != latest {
            message +=
                "A new version of '\(node.name)' is available. \(isPast ? "Migrate now" : "Try it out"): "
                + "{{ ref('\(node.packageName)', '\(node.name)', v='\(latest.text)') }}."
        }
        let id: DiagnosticID = isPast ? "deprecated-reference" : "upcoming-deprecation"
        report(
            .warning(id, message, at: child.places[node.uniqueID]?.span ?? child.text?.firstLine).with([
                "model_name": .text(child.node.name), "ref_model_package": .text(node.packageName), "ref_model_name": .text(node.name),
                "ref_model_version": .text(model.version?.text ?? ""),
                "ref_model_latest_version": .text(model.latestVersion?.text ?? "None"),
                "ref_model_deprecation_date": .text(date),
            ]))
    }

    /// Seconds since 1970 as ISO text in UTC.
    private static func isoTime(_ seconds: Double) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func padded(_ number: Int32, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return "\(day)T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    }

    /// The text without its zone: near enough to compare days.
    private static func comparable(_ timestamp: String) -> String { String(timestamp.prefix(19)) }
}
