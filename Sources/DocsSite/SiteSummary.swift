import Formats
import Graph
import Ledger
import Quality

/// Writes what the site says of the project as a whole: `site` of `DATA.md`.
struct SiteSummary {
    private let facts: SiteFacts
    private let layout: SiteLayout
    private let markdown: MarkdownTree

    init(_ facts: SiteFacts, _ layout: SiteLayout, _ markdown: MarkdownTree) {
        self.facts = facts
        self.layout = layout
        self.markdown = markdown
    }

    /// A page of a site in many files.
    struct Part {
        /// The number of the resource that the page is about; nil for the first page.
        var number: Int?
        /// The way to the folder of `index.html`: `../`, or nothing.
        var root: String
    }

    /// The JSON object.
    ///
    /// - Parameter part: which page of many this is for; nil for a site in one file.
    func object(part: Part? = nil) -> [UInt8] {
        let metadata = facts.manifest.metadata
        return SiteJSON.object { json in
            json.number("format", 1)
            json.object("project") { json in
                json.text("name", metadata.projectName)
                json.text("version", facts.projectVersion)
                json.text("adapter", metadata.adapterType)
                json.text("target", facts.target)
            }
            json.text("generated_at", facts.generatedAt)
            json.text("version", facts.version)
            if let part {
                json.flag("split", true)
                json.number("page", part.number)
                json.text("root", part.root)
            }
            // A page about one resource shows nothing of the project but its name.
            guard part?.number == nil else { return writeLayers(&json) }
            writeOverviews(&json)
            writeLayers(&json)
            writeQuality(&json)
            writeRuns(&json)
            writeGroups(&json)
            layout.write(to: &json)
        }
    }

    private func writeOverviews(_ json: inout JSONWriter) {
        let root = facts.manifest.metadata.projectName
        let blocks = facts.manifest.docs.values.filter { !facts.builtInPackages.contains($0.packageName) }
        // dbt's names: `__overview__` is the project's page, `__<package>__` that of a package.
        let own = blocks.first { $0.packageName == root && $0.name == "__overview__" }
        json.values("overview", markdown.nodes(of: own?.contents ?? ""))
        let packages = Set(facts.manifest.macros.values.map(\.packageName) + facts.manifest.nodes.values.map(\.packageName))
        let installed = packages.subtracting(facts.builtInPackages).subtracting([root]).sorted()
        json.objects("packages", installed) { json, package in
            json.text("name", package)
            let block =
                blocks.first { $0.name == "__\(package)__" } ?? blocks.first { $0.packageName == package && $0.name == "__overview__" }
            json.values("overview", markdown.nodes(of: block?.contents ?? ""))
        }
    }

    private func writeLayers(_ json: inout JSONWriter) {
        json.objects("layers", facts.manifest.layers.rules.names) { json, name in
            json.text("name", name)
            guard let layer = facts.quality.layers.first(where: { $0.name == name }), layer.models > 0 else { return }
            write(layer.figures, &json)
        }
    }

    private func write(_ figures: QualityFigures, _ json: inout JSONWriter) {
        json.decimal("coverage", figures.coverage)
        json.decimal("docs", figures.docs)
        json.decimal("score", figures.score)
    }

    private func writeQuality(_ json: inout JSONWriter) {
        let total = facts.quality.total
        guard !facts.quality.models.isEmpty else { return }
        json.object("quality") { json in
            write(total, &json)
            for (name, share) in [
                ("models", total.testedModels), ("columns", total.testedColumns), ("keys", total.testedKeys), ("edges", total.testedEdges),
                ("described_models", total.describedModels), ("described_columns", total.describedColumns),
            ] { json.numbers(name, [share.covered, share.all]) }
        }
        let past = facts.qualityHistory.reversed().compactMap { past in
            past.records.first { $0.scope == .project }.map { (at: past.measuredAt, record: $0) }
        }
        json.objects("quality_history", past) { json, entry in
            json.text("at", entry.at)
            json.decimal("coverage", entry.record.coverage)
            json.decimal("docs", entry.record.docs)
            json.decimal("score", entry.record.score)
        }
    }

    private func writeRuns(_ json: inout JSONWriter) {
        json.objects("runs", facts.runs) { json, past in
            json.text("id", String(past.run.id.prefix(8)))
            json.text("command", past.run.command)
            json.text("at", past.run.startedAt)
            json.text("ended", past.run.endedAt)
            json.decimal("seconds", past.run.seconds)
            json.text("status", past.run.status.rawValue)
            json.number("nodes", past.nodes)
            json.number("failed", past.failed)
            json.number("warned", past.warned)
            json.number("rows", past.rows)
            json.text("commit", past.run.gitCommit.map { String($0.prefix(8)) })
            json.text("message", past.run.message)
        }
    }

    private func writeGroups(_ json: inout JSONWriter) {
        json.objects("groups", facts.manifest.groups.values) { json, group in
            json.text("name", group.name)
            json.text("owner", SiteHeads.text(ofOwner: .map(group.owner)))
            json.text("line", MarkdownTree.firstLine(of: markdown.nodes(of: group.description ?? "")))
        }
    }
}
