import Synchronization
public import Warehouse

/// What relations are known to exist, shared by all workers of a run; dbt's relations cache.
///
/// Names are compared without regard to case. Where the engine drops dependents together with a relation (Postgres' `cascade`), links
/// between relations let the cache forget them too.
public final class RelationCache: Sendable {
    fileprivate struct SchemaKey: Hashable {
        let database: String
        let schema: String
    }

    fileprivate struct Key: Hashable {
        let schema: SchemaKey
        let identifier: String
    }

    fileprivate struct Entry {
        var relation: Relation
        /// Its place among all: those that came later have higher numbers.
        var number: Int
        /// Relations that select from this one.
        var dependents: Set<Key> = []
        /// Relations that this one selects from.
        var references: Set<Key> = []
    }

    /// What is known; every link stands on both of its ends.
    fileprivate struct State {
        var schemas: Set<SchemaKey> = []
        /// Whether listings are kept although nothing is known yet.
        var learns = false
        private(set) var entries: [Key: Entry] = [:]
        private var nextNumber = 0

        /// Puts a relation at the end.
        mutating func append(_ key: Key, _ relation: Relation) {
            entries[key] = Entry(relation: relation, number: nextNumber)
            nextNumber += 1
        }

        mutating func replace(_ key: Key, _ relation: Relation) { entries[key]?.relation = relation }

        /// Forgets a relation, which it gives, and its links.
        @discardableResult
        mutating func remove(_ key: Key) -> Entry? {
            guard let entry = entries.removeValue(forKey: key) else { return nil }
            for other in entry.references { entries[other]?.dependents.remove(key) }
            for other in entry.dependents { entries[other]?.references.remove(key) }
            return entry
        }

        mutating func link(dependent: Key, referenced: Key) {
            guard entries[dependent] != nil, entries[referenced] != nil else { return }
            entries[dependent]?.references.insert(referenced)
            entries[referenced]?.dependents.insert(dependent)
        }

        /// Links a relation as an entry was linked, with those that are there.
        mutating func link(_ key: Key, as entry: Entry) {
            for other in entry.references { link(dependent: key, referenced: other) }
            for other in entry.dependents { link(dependent: other, referenced: key) }
        }

        /// Puts back what was there.
        mutating func restore(_ old: [Key: Entry]) {
            for (key, entry) in old {
                remove(key)
                entries[key] = Entry(relation: entry.relation, number: entry.number)
            }
            for (key, entry) in old { link(key, as: entry) }
        }
    }

    /// What happens to the cache.
    public enum Change: Sendable {
        case added(Relation)
        case dropped(Relation)
        case renamed(Relation, to: Relation)
        case linked(dependent: Relation, referenced: Relation)
    }

    private let state = Mutex(State())
    private let observer: (@Sendable (Change) -> Void)?

    /// A cache that knows no schema; `observer` is told of every change.
    public init(observer: (@Sendable (Change) -> Void)? = nil) { self.observer = observer }

    private static func key(_ database: String?, _ schema: String?) -> SchemaKey {
        SchemaKey(database: (database ?? "").lowercased(), schema: (schema ?? "").lowercased())
    }

    private static func key(_ relation: Relation) -> Key {
        Key(schema: key(relation.database, relation.schema), identifier: (relation.identifier ?? "").lowercased())
    }

    /// Whether the relations of a schema are all known.
    public func knows(database: String?, schema: String?) -> Bool {
        state.withLock { $0.schemas.contains(Self.key(database, schema)) }
    }

    /// Marks schemas as known, even where they hold nothing.
    public func markKnown(_ schemas: [(database: String?, schema: String?)]) {
        state.withLock { state in
            for (database, schema) in schemas { state.schemas.insert(Self.key(database, schema)) }
        }
    }

    /// What kind of thing a relation is; nil where it is not known.
    public func kind(database: String?, schema: String?, identifier: String) -> RelationKind? {
        let key = Key(schema: Self.key(database, schema), identifier: identifier.lowercased())
        return state.withLock { $0.entries[key]?.relation.kind }
    }

    /// Adds a relation, or replaces the one of its name.
    public func add(_ relation: Relation) {
        observer?(.added(relation))
        state.withLock { state in
            let key = Self.key(relation)
            if state.entries[key] == nil { state.append(key, relation) } else { state.replace(key, relation) }
        }
    }

    /// Notes that one relation selects from another; ignored where either is unknown.
    public func link(dependent: Relation, referenced: Relation) {
        observer?(.linked(dependent: dependent, referenced: referenced))
        state.withLock { $0.link(dependent: Self.key(dependent), referenced: Self.key(referenced)) }
    }

    /// Forgets a relation and all that depends on it.
    public func drop(_ relation: Relation) {
        observer?(.dropped(relation))
        state.withLock { state in
            var pending = [Self.key(relation)]
            while let key = pending.popLast() { pending += state.remove(key)?.dependents ?? [] }
        }
    }

    /// Gives a relation another name, its dependents kept.
    public func rename(_ old: Relation, to new: Relation) {
        observer?(.renamed(old, to: new))
        state.withLock { state in
            let entry = state.remove(Self.key(old))
            let key = Self.key(new)
            state.remove(key)
            var relation = new
            relation.kind = new.kind ?? entry?.relation.kind
            state.append(key, relation)
            if let entry { state.link(key, as: entry) }
        }
    }

    /// Everything that is known at one moment.
    public struct Contents: Sendable {
        fileprivate let state: State
    }

    /// Everything that is known now, for `restore`.
    public var contents: Contents { state.withLock { Contents(state: $0) } }

    /// Knows again what was known at an earlier moment: everything since was rolled back.
    public func restore(_ contents: Contents) { state.withLock { $0 = contents.state } }

    /// What was known of a relation, of those that materializations make beside it and of those that stand on it.
    public struct Memory: Sendable {
        fileprivate let keys: [Key]
        fileprivate let entries: [Key: Entry]
    }

    /// Remembers what is known of a relation, for `restore`.
    public func remember(database: String?, schema: String?, identifier: String) -> Memory {
        let schema = Self.key(database, schema)
        let keys = ["", "__dbt_tmp", "__dbt_backup", "__dbt_new"].map { Key(schema: schema, identifier: identifier.lowercased() + $0) }
        return state.withLock { state in
            var entries: [Key: Entry] = [:]
            var pending = keys
            while let key = pending.popLast() {
                guard entries[key] == nil, let entry = state.entries[key] else { continue }
                entries[key] = entry
                pending += entry.dependents
            }
            return Memory(keys: keys, entries: entries)
        }
    }

    /// Puts back what was known, once the work that changed it was rolled back.
    public func restore(_ memory: Memory) {
        state.withLock { state in
            for key in memory.keys where memory.entries[key] == nil { state.remove(key) }
            state.restore(memory.entries)
        }
    }

    /// The relations of a schema, in the order they were added.
    public func relations(database: String?, schema: String?) -> [Relation] {
        let wanted = Self.key(database, schema)
        let found = state.withLock { state in state.entries.filter { $0.key.schema == wanted } }
        return found.values.sorted { $0.number < $1.number }.map(\.relation)
    }

    /// The relation of a name; nil where none is known.
    public func relation(database: String?, schema: String?, identifier: String) -> Relation? {
        let key = Key(schema: Self.key(database, schema), identifier: identifier.lowercased())
        return state.withLock { $0.entries[key]?.relation }
    }

    /// Forgets a schema and everything in it.
    public func dropSchema(database: String?, schema: String?) {
        let gone = Self.key(database, schema)
        state.withLock { state in
            state.schemas.remove(gone)
            for key in state.entries.keys where key.schema == gone { state.remove(key) }
        }
    }

    /// Whether the relations of a schema that is listed on the way are learned. As in dbt an empty cache learns nothing: whoever keeps none
    /// asks the database each time.
    public var learns: Bool { state.withLock { $0.learns || !$0.schemas.isEmpty || !$0.entries.isEmpty } }

    /// Lets an empty cache learn too: for commands that look at relations and make none, which so need not list every schema before.
    public func startLearning() { state.withLock { $0.learns = true } }
}
