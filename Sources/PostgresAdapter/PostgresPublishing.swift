import Formats
import Warehouse

/// Publishing on Postgres: candidates lie in `<schema>__candidate`; one transaction moves the published relations to `<schema>__kept_<set>` and
/// the candidates into their place. Moving a relation to another schema keeps its indexes, constraints, grants and comments, and touches no row.
///
/// Schemas of smelt's own are known by their comments; a schema without one is never touched.
final class PostgresPublishing: Publishing {
    let connection: PostgresConnection

    /// Publishing over a session.
    init(_ connection: PostgresConnection) { self.connection = connection }

    /// How long one attempt waits for a lock, in milliseconds; `PostgresLocks` says why not longer.
    private static let wait = 300
    /// How often the locks are asked for before the unit is given up; with the pauses, about a minute.
    private static let attempts = 60

    func candidateSchema(of schema: String) throws(WarehouseError) -> String {
        let name = schema + "__candidate"
        guard name.utf8.count <= 52 else {
            throw WarehouseError(
                .usage, "the name of schema '\(schema)' is too long to publish in it: schemas beside it are named after it",
                advice: "names of schemas may have 41 characters with 'publish'")
        }
        return name
    }

    func recover(schemas: [String]) throws(WarehouseError) {
        for schema in Set(schemas).sorted() {
            let name = try candidateSchema(of: schema)
            try connection.inTransaction { () throws(WarehouseError) in
                try makeEmpty(name, comment: KeptSchema.candidateComment)
            }
        }
    }

    /// Makes a schema of smelt's own, and drops an earlier one with everything in it.
    func makeEmpty(_ name: String, comment: String) throws(WarehouseError) {
        if let found = try connection.schemaComment(name) {
            guard KeptSchema.isOwn(found) else {
                throw WarehouseError(
                    .usage, "the schema \(name) is needed for publishing, and it is not one of smelt's",
                    advice: "rename it, or drop it where nobody needs it")
            }
            try connection.run("DROP SCHEMA \(quoted(name)) CASCADE")
        }
        try connection.run("CREATE SCHEMA \(quoted(name))")
        try connection.run("COMMENT ON SCHEMA \(quoted(name)) IS \(literal(comment))")
    }

    /// Numbers are those of the database, whoever keeps the sets: names of schemas are made of them.
    func nextSet() throws(WarehouseError) -> Int { (try connection.keptSchemas().map(\.set.number).max() ?? 0) + 1 }

    func begin() throws(WarehouseError) {}

    func stage(_ candidate: Candidate, startsFromPublished: Bool, set: PublishedSet?) throws(WarehouseError) -> Relation? {
        guard startsFromPublished else { return nil }
        var isCopied = false
        try connection.inTransaction { () throws(WarehouseError) in
            try connection.pinSearchPath()
            guard let kind = try connection.kind(of: PostgresName(candidate.published)), kind == "r" else { return }
            try PostgresTableCopy(connection).copy(PostgresName(candidate.published), to: PostgresName(candidate.built))
            isCopied = true
        }
        return isCopied ? try candidate.built.incorporate(kind: .table) : nil
    }

    func publish(
        _ candidates: [Candidate], set: PublishedSet, waiting: [Relation], replacesRows: Bool
    ) throws(WarehouseError) {
        var moves: [PostgresSwitch.Move] = []
        for candidate in candidates {
            let published = PostgresName(candidate.published)
            moves.append(
                PostgresSwitch.Move(
                    name: published, from: PostgresName(candidate.built), to: KeptSchema.name(of: published.schema, set: set.number)))
        }
        moves.sort { $0.name.text < $1.name.text }
        let switching = PostgresSwitch(connection, moves: moves, waiting: Set(waiting.map { PostgresName($0).text }), wait: Self.wait)
        try patiently { () throws(WarehouseError) in
            for schema in Set(moves.map(\.name.schema)).sorted() {
                let new = try switching.newNames(in: schema)
                try KeptSchema(of: schema, set: set, new: new).ensure(over: connection)
            }
            try switching.run(replacesRows: replacesRows)
        }
    }

    /// Runs a transaction that needs exclusive locks, again and again while readers hold them.
    private func patiently(_ work: () throws(WarehouseError) -> Void) throws(WarehouseError) {
        var attempt = 0
        while true {
            attempt += 1
            do throws(WarehouseError) {
                return try connection.inTransaction { () throws(WarehouseError) in
                    try connection.run("SET LOCAL lock_timeout = \(Self.wait)")
                    try connection.pinSearchPath()
                    try work()
                }
            } catch {
                guard error.kind == .lockTimeout || error.sqlState == "40P01" else { throw error }
                guard attempt < Self.attempts else {
                    throw WarehouseError(
                        .lockTimeout, "others held the tables for a minute, so that they could not be switched: \(error.message)",
                        sqlState: error.sqlState,
                        advice: "end long transactions on these tables, or set publish: {method: data} in smelt.yml")
                }
            }
            try connection.pause(milliseconds: min(50 * attempt, 1000))
        }
    }

    func abandon(_ candidates: [Candidate]) {
        try? connection.inTransaction { () throws(WarehouseError) in
            for candidate in candidates {
                let name = PostgresName(candidate.built)
                guard let kind = try connection.kind(of: name) else { continue }
                try connection.run("DROP \(PostgresName.noun(kind)) \(name.quoted) CASCADE")
            }
        }
    }

    func finish(schemas: [String]) throws(WarehouseError) {
        for schema in Set(schemas).sorted() {
            let name = try candidateSchema(of: schema)
            try connection.inTransaction { () throws(WarehouseError) in
                guard try connection.schemaComment(name) == KeptSchema.candidateComment else { return }
                try connection.run("DROP SCHEMA \(quoted(name)) CASCADE")
            }
        }
    }

    func keptSets() throws(WarehouseError) -> [PublishedSet] {
        var sets: [KeptSchema.SetKey: PublishedSet] = [:]
        for kept in try connection.keptSchemas() {
            let relations = (kept.names + kept.new).map { kept.schema + "." + $0 }
            sets[kept.key, default: kept.set].relations += relations
        }
        return sets.values.sorted { ($1.number, $0.owner) < ($0.number, $1.owner) }.map { set in
            var set = set
            set.relations.sort()
            return set
        }
    }

    /// The schemas in which some sets are kept, oldest first.
    private func schemas(of sets: [PublishedSet]) throws(WarehouseError) -> [KeptSchema] {
        let keys = Set(sets.map(KeptSchema.SetKey.init))
        return try connection.keptSchemas().filter { keys.contains($0.key) }.sorted { $0.set.number < $1.set.number }
    }

    func bringBack(_ sets: [PublishedSet]) throws(WarehouseError) {
        let undone = try schemas(of: sets)
        var moves: [String: PostgresSwitch.Move] = [:]
        for kept in undone {
            let aside = kept.schema + "__undone"
            for name in kept.names {
                let published = PostgresName(schema: kept.schema, name: name)
                guard moves[published.text] == nil else { continue }
                moves[published.text] = PostgresSwitch.Move(
                    name: published, from: PostgresName(schema: kept.name, name: name), to: aside)
            }
            for name in kept.new {
                let published = PostgresName(schema: kept.schema, name: name)
                guard moves[published.text] == nil else { continue }
                moves[published.text] = PostgresSwitch.Move(name: published, from: nil, to: aside)
            }
        }
        let all = moves.values.sorted { $0.name.text < $1.name.text }
        let schemas = Set(undone.map(\.schema)).sorted()
        let switching = PostgresSwitch(connection, moves: all, waiting: [], wait: Self.wait)
        try patiently { () throws(WarehouseError) in
            for schema in schemas { try makeEmpty(schema + "__undone", comment: KeptSchema.candidateComment) }
            try switching.run(replacesRows: false)
            for kept in undone { try connection.run("DROP SCHEMA \(quoted(kept.name)) CASCADE") }
            for schema in schemas { try connection.run("DROP SCHEMA \(quoted(schema + "__undone")) CASCADE") }
        }
    }

    func forget(_ sets: [PublishedSet]) throws(WarehouseError) {
        guard !sets.isEmpty else { return }
        for schema in try schemas(of: sets).reversed() { dropUnneeded(schema.name) }
    }

    /// Drops what nothing depends on, and the schema once it is empty. A view that was not published again may still show a kept table; it
    /// stays for that view.
    private func dropUnneeded(_ schema: String) {
        var left = (try? connection.kinds(in: schema)) ?? []
        while !left.isEmpty {
            let before = left.count
            left = left.filter { relation in
                let name = PostgresName(schema: schema, name: relation.name)
                do {
                    try connection.inTransaction { () throws(WarehouseError) in
                        try connection.run("SET LOCAL lock_timeout = \(Self.wait)")
                        try connection.run("DROP \(PostgresName.noun(relation.kind)) \(name.quoted) RESTRICT")
                    }
                    return false
                } catch {
                    return true
                }
            }
            if left.count == before { return }
        }
        try? connection.inTransaction { () throws(WarehouseError) in try connection.run("DROP SCHEMA \(quoted(schema)) RESTRICT") }
    }

    private func quoted(_ name: String) -> String { PostgresName.quoted(name) }
    private func literal(_ text: String) -> String { PostgresName.literal(text) }
}
