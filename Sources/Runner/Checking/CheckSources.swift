import Context
import Diagnostics
import Formats
public import Graph
import Warehouse

extension CheckRun {
    /// Makes the empty table of a source: as the target has it, else as the lock file says.
    func standing(of source: Source) throws -> Standing {
        let relation = plainContext.relation(of: source)
        if let own = try ownNode(behind: source) { return own }
        do {
            if let columns = try columns(of: source, relation) {
                session.cache.add(relation.ofKind(.table))
                tellDrift(of: source, columns)
                return .sound(columns, dependsOnRows: false)
            }
        } catch let error where error.kind == .sql {
            leaveOut(source.uniqueID, source.name, .database(error.message))
            return .unknown
        }
        return missing(source)
    }

    /// The columns of a source table, which then is there in the shadow; nil where neither the target nor the lock has it.
    private func columns(of source: Source, _ relation: Relation) throws(WarehouseError) -> [Warehouse.Column]? {
        if !tables.isOffline, let declared = original.sources[source.uniqueID] {
            return try shadow.copy(plainContext.relation(of: declared), as: relation)
        }
        guard let columns = tables.lock?.tables[SourcesLock.key(of: source)] else { return nil }
        try shadow.define(relation, columns: columns)
        return columns
    }

    /// What is known of the seed or model of the project that a source stands for; nil where it stands for a table of somebody else.
    private func ownNode(behind source: Source) throws -> Standing? {
        let key = tableKey(source)
        guard let node = manifest.nodes.values.first(where: { $0.isRelational && $0.resourceType != .test && tableKey($0) == key }) else {
            return nil
        }
        try look(at: node.uniqueID)
        return standings[node.uniqueID] ?? .unknown
    }

    private func missing(_ source: Source) -> Standing {
        if case .map = source.external.kind { return .unknown }
        return excuses.makes(source.identifier) ? .unknown : .missing
    }

    /// Reports the source tables that a node reads and that nobody has.
    func tellMissingSources(of node: Node) {
        guard selected.contains(node.uniqueID) else { return }
        for id in node.dependsOn.nodes {
            guard case .missing = standings[id], let source = manifest.sources[id], toldMissing.insert(id).inserted else { continue }
            let others = tables.lock.map { Array($0.tables.keys) } ?? []
            let hint = DidYouMean.hint(SourcesLock.key(of: source), among: others) ?? "write it anew: smelt sources lock"
            report.diagnostics.append(
                Diagnostic(
                    "check-missing-source", .error,
                    "source table '\(source.sourceName).\(source.name)' is not in \(tables.isOffline ? SourcesLock.fileName : "the database")",
                    at: source.span, hint: tables.isOffline ? hint : nil))
        }
    }

    /// Says where the lock file no longer tells how a table is.
    private func tellDrift(of source: Source, _ columns: [Warehouse.Column]) {
        guard !tables.isOffline, let lock = tables.lock else { return }
        let key = SourcesLock.key(of: source)
        for (_, message) in SourcesLock(tables: lock.tables.filter { $0.key == key }).drift(from: [key: columns]) {
            report.diagnostics.append(
                Diagnostic(
                    "check-source-drift", .warning, "source table '\(source.sourceName).\(source.name)' \(message)", at: source.span,
                    hint: "take it over: smelt sources lock"))
        }
    }
}

extension Relation {
    fileprivate func ofKind(_ kind: RelationKind) -> Relation {
        var copy = self
        copy.kind = kind
        return copy
    }
}

/// Reads the columns of a project's source tables from the target.
public struct SourceColumns {
    private let settings: RunSettings

    /// A reading of the settings' project.
    public init(settings: RunSettings) { self.settings = settings }

    /// The tables by their keys, and the sources that are not there. Throws what the engine answers.
    public func read() throws -> (tables: SourcesLock, missing: [Source]) {
        let shadow = try settings.world.adapter.openShadow(cancel: CancelHandle(), isOffline: false)
        defer { shadow.close() }
        let context = RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project)
        var lock = SourcesLock(tables: [:])
        var missing: [Source] = []
        for source in settings.project.manifest.sources.values {
            if let columns = try shadow.columns(ofOriginal: context.relation(of: source)) {
                lock.tables[SourcesLock.key(of: source)] = columns.map { Warehouse.Column(name: $0.name, dtype: $0.dtype) }
            } else {
                missing.append(source)
            }
        }
        return (lock, missing)
    }
}
