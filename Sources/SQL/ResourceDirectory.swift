import Graph

/// The resources of a manifest that SQL reads by the names of their relations.
struct ResourceDirectory {
    /// The unique ids; a resource's place here is its number.
    let ids: [String]
    let names: OriginNames
    private let numbers: [String: Int]
    private let dialect: SQLDialect
    private var relations: [String: [Entry]] = [:]

    /// A relation's name without its last part.
    private struct Entry {
        let resource: Int
        let path: [SQLName]
    }

    /// The sources, models, seeds and snapshots of a manifest.
    init(_ manifest: Manifest, _ dialect: SQLDialect) {
        let nodes = manifest.nodes.values.filter { [.model, .seed, .snapshot].contains($0.resourceType) }
        ids = manifest.sources.keys + nodes.map(\.uniqueID)
        numbers = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        names = OriginNames(resources: ids.count)
        self.dialect = dialect
        for source in manifest.sources.values { add(source.uniqueID, source.relationName) }
        for node in nodes where !node.isEphemeral { add(node.uniqueID, node.relationName) }
    }

    private mutating func add(_ id: String, _ relation: String?) {
        guard let relation, let resource = numbers[id], let path = QueryParser.path(of: relation, dialect), let name = path.last else {
            return
        }
        relations[name.key, default: []].append(Entry(resource: resource, path: path))
    }

    func number(of id: String) -> Int? { numbers[id] }

    /// The resource that a name in SQL means; nil where it means none, or it cannot be told which.
    ///
    /// - Parameter readers: the resources that are read by `ref` and `source`: of several those are meant.
    func resource(_ path: [SQLName], among readers: Set<Int>) -> Int? {
        guard let name = path.last, let entries = relations[name.key] else { return nil }
        let found = entries.filter { entry in
            zip(entry.path.reversed(), path.reversed()).allSatisfy { $0.key == $1.key }
        }
        let read = found.filter { readers.contains($0.resource) }
        if read.count == 1 { return read[0].resource }
        return found.count == 1 && path.count > 1 ? found[0].resource : nil
    }
}

extension QueryParser {
    /// The parts of a relation's name; nil for a text that is none.
    static func path(of relation: String, _ dialect: SQLDialect) -> [SQLName]? {
        let bytes = Array(relation.utf8)
        guard let tokens = try? SQLLexer.tokens(of: bytes, dialect) else { return nil }
        var parser = QueryParser(bytes: bytes, dialect: dialect, tokens: tokens)
        guard let path = try? parser.path(), parser.at(.endOfText) else { return nil }
        return path
    }
}
