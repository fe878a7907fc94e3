import Context
import Diagnostics
import Formats
import Graph
import Runner
import SQL

extension Session {
    /// `lineage MODEL.COLUMN`: what the column is made of, up to the sources, and what is made of it. The exit code: that of compiling.
    func lineage(of column: ColumnOrigin, in project: LoadedProject) throws -> Int32 {
        let ids = project.lineageNeeds(of: column.id)
        let nodes = ids.filter { id in project.manifest.nodes[id].map { $0.resourceType == .model || $0.resourceType == .snapshot } == true
        }
        let outcome = try run(plan(Selection(of: nodes, in: project.graph), in: project, as: .compile), in: project, detail: .beginning)
        let code = finish(outcome)
        guard code == 0 else { return code }
        let stored = try StoredColumns(of: ids, in: project, self)
        let lineage = ColumnLineage(project.manifest.adding(outcome), columns: { stored.names(of: $0) })
        let start = try known(column, lineage, stored, project.manifest)
        let outline = ColumnOutline(start, lineage, project)
        let isJSON = invocation.flags.text("output") == "json"
        console.emit(.output(isJSON ? JSONWriter.text(of: outline.json) : outline.text))
        return 0
    }

    /// The column with its name as the engine shows it. Throws a diagnostic where the resource has no such column.
    private func known(
        _ column: ColumnOrigin, _ lineage: ColumnLineage, _ stored: StoredColumns, _ manifest: Manifest
    ) throws -> ColumnOrigin {
        let found = lineage[column.id]
        let declared = (manifest.nodes[column.id]?.columns ?? manifest.sources[column.id]?.columns ?? []).map(\.name)
        let used = lineage.users.keys.filter { $0.id == column.id }.map(\.column)
        let names = (found?.columns.map(\.name) ?? []) + (stored.names(of: column.id) ?? []) + declared + used
        if let name = names.first(where: { $0 == column.column }) { return ColumnOrigin(id: column.id, column: name) }
        if let name = names.first(where: { $0.lowercased() == column.column.lowercased() }) {
            return ColumnOrigin(id: column.id, column: name)
        }
        throw UsageError(
            message: "'\(manifest.lineageName(column.id))' has no column '\(column.column)'.",
            hint: DidYouMean.hint(column.column, among: names) ?? found?.reason
                ?? (names.isEmpty ? nil : "it has: " + names.prefix(10).joined(separator: ", ")))
    }
}

extension LoadedProject {
    /// What has to be looked at to tell where the columns of a resource come from and go to: what stands on it, and what all of that reads.
    fileprivate func lineageNeeds(of id: String) -> [String] {
        let start = graph.set(of: [id])
        let below = graph.descendants(of: start)
        let readers = graph.set(of: graph.ids(in: below) + [id])
        return graph.ids(in: graph.set(of: graph.ids(in: graph.ancestors(of: readers)) + graph.ids(in: readers)))
    }
}

/// The columns of resources as the database has them, or a seed's file.
struct StoredColumns {
    private var columns: [String: [String]] = [:]

    /// Reads the columns of what no query says: sources, seeds and what grows. Throws where no connection can be made.
    init(of ids: [String], in project: LoadedProject, _ session: Session) throws {
        let manifest = project.manifest
        let asked = ids.filter { id in
            guard let node = manifest.nodes[id] else { return manifest.sources[id] != nil }
            return node.resourceType == .seed || node.resourceType == .snapshot || node.materialized == "incremental"
        }
        let settings = project.runSettings(session, selected: asked, detail: .beginning)
        if !asked.isEmpty {
            let found = try CatalogBuild(settings: settings).read(selected: Set(asked), byRelation: true)
            for table in [found.nodes, found.sources] {
                for (id, table) in zip(table.keys, table.values) { columns[id] = table.columns.sorted { $0.index < $1.index }.map(\.name) }
            }
        }
        for id in asked where columns[id] == nil {
            guard let seed = manifest.nodes[id], seed.resourceType == .seed else { continue }
            columns[id] = try? settings.seedTable(seed).columnNames
        }
    }

    /// The names in order; nil where they are not known.
    func names(of id: String) -> [String]? { columns[id] }
}

/// The outline of `lineage MODEL.COLUMN`.
private struct ColumnOutline {
    /// One line.
    struct Entry {
        let column: ColumnOrigin
        let depth: Int
        /// Whether what lies behind it was told before.
        let isRepeated: Bool
        /// Whether the value is taken over as it is.
        let isCopied: Bool
    }

    private let start: ColumnOrigin
    private let manifest: Manifest
    private let upstream: [Entry]
    private let downstream: [Entry]
    /// Why columns may be missing here, by the resource they are columns of.
    private let gaps: [(id: String, reason: String)]

    init(_ start: ColumnOrigin, _ lineage: ColumnLineage, _ project: LoadedProject) {
        self.start = start
        manifest = project.manifest
        let users = lineage.users
        func isCopied(_ column: ColumnOrigin) -> Bool { lineage[column.id]?[column.column]?.isCopied == true }
        upstream = Self.entries(from: start) { column in
            (lineage[column.id]?[column.column]?.origins ?? []).map { ($0, isCopied(column)) }
        }
        downstream = Self.entries(from: start) { column in (users[column] ?? []).map { ($0, isCopied($0)) } }
        gaps = Self.gaps([start] + upstream.map(\.column), lineage, project)
    }

    /// The columns behind a column: what is behind an entry follows it.
    private static func entries(from start: ColumnOrigin, _ next: (ColumnOrigin) -> [(ColumnOrigin, isCopied: Bool)]) -> [Entry] {
        func behind(_ column: ColumnOrigin, _ depth: Int) -> [(column: ColumnOrigin, isCopied: Bool, depth: Int)] {
            next(column).sorted { ($1.0.id, $1.0.column) < ($0.0.id, $0.0.column) }.map { ($0.0, $0.isCopied, depth) }
        }
        var entries: [Entry] = []
        var told: Set<ColumnOrigin> = [start]
        var open = behind(start, 1)
        while let current = open.popLast() {
            let more = behind(current.column, current.depth + 1)
            let isNew = told.insert(current.column).inserted
            entries.append(
                Entry(column: current.column, depth: current.depth, isRepeated: !isNew && !more.isEmpty, isCopied: current.isCopied))
            if isNew { open += more }
        }
        return entries
    }

    private static func gaps(_ columns: [ColumnOrigin], _ lineage: ColumnLineage, _ project: LoadedProject) -> [(
        id: String, reason: String
    )] {
        var gaps: [(id: String, reason: String)] = []
        for column in columns {
            guard !gaps.contains(where: { $0.id == column.id }), let node = lineage[column.id] else { continue }
            let missing = node[column.column] == nil ? node.reason : nil
            if let reason = node[column.column]?.reason ?? missing { gaps.append((column.id, reason)) }
        }
        let graph = project.graph
        let start = graph.set(of: columns.prefix(1).map(\.id))
        for id in graph.ids(in: graph.descendants(of: start)) where !gaps.contains(where: { $0.id == id }) {
            guard let node = lineage[id], let reason = node.reason ?? node.columns.compactMap(\.reason).first else { continue }
            gaps.append((id, reason))
        }
        return gaps
    }

    var text: String {
        let ids = [start.id] + (upstream + downstream).map(\.column.id) + gaps.map(\.id)
        let width = ids.map { manifest.lineageLayer($0).count }.max() ?? 0
        func line(_ id: String, _ depth: Int, _ text: String) -> String {
            let layer = manifest.lineageLayer(id)
            return layer + String(repeating: " ", count: width - layer.count + 2 + depth * 2) + manifest.lineageName(id) + text
        }
        func line(_ entry: Entry) -> String {
            let notes = (entry.isCopied ? ["copied"] : []) + (entry.isRepeated ? ["see above"] : [])
            let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
            return line(entry.column.id, entry.depth - 1, ".\(entry.column.column)\(note)")
        }
        var lines = [line(start.id, 0, ".\(start.column)")]
        for (title, entries) in [("is made of", upstream), ("is used for", downstream)] {
            lines += ["", entries.isEmpty ? "\(title) no other column" : title]
            lines += entries.map(line)
        }
        if !gaps.isEmpty { lines += ["", "may lack columns, because of"] + gaps.map { line($0.id, 0, ": \($0.reason)") } }
        return lines.joined(separator: "\n")
    }

    var json: ConfigValue {
        func list(_ entries: [Entry]) -> ConfigValue {
            .list(
                entries.map { entry in
                    .map([
                        "unique_id": .string(entry.column.id), "column": .string(entry.column.column), "layer": layer(entry.column.id),
                        "depth": .int(entry.depth), "copied": .bool(entry.isCopied),
                    ])
                })
        }
        let unknown = gaps.map { ConfigValue.map(["unique_id": .string($0.id), "reason": .string($0.reason)]) }
        return .map([
            "unique_id": .string(start.id), "column": .string(start.column), "layer": layer(start.id), "upstream": list(upstream),
            "downstream": list(downstream), "unknown": .list(unknown),
        ])
    }

    private func layer(_ id: String) -> ConfigValue { manifest.layers.name(of: id).map(ConfigValue.string) ?? .null }
}
