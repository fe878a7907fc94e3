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
        /// Relations that select from this one.
        var dependents: Set<Key> = []
    }

    private struct State {
        var schemas: Set<SchemaKey> = []
        var entries: [Key: Entry] = [:]
        /// Keys in the order they were added.
        var order: [Key] = []
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
            if state.entries[key] == nil {
                state.entries[key] = Entry(relation: relation)
                state.order.append(key)
            } else {
                state.entries[key]?.relation = relation
            }
        }
    }

    /// Notes that one relation selects from another; ignored where either is unknown.
    public func link(dependent: Relation, referenced: Relation) {
        observer?(.linked(dependent: dependent, referenced: referenced))
        state.withLock { state in
            let dependentKey = Self.key(dependent)
            guard state.entries[dependentKey] != nil else { return }
            state.entries[Self.key(referenced)]?.dependents.insert(dependentKey)
        }
    }

    /// Forgets a relation and all that depends on it.
    public func drop(_ relation: Relation) {
        observer?(.dropped(relation))
        state.withLock { state in
            var pending = [Self.key(relation)]
            var dropped: Set<Key> = []
            while let key = pending.popLast() {
                guard dropped.insert(key).inserted, let entry = state.entries.removeValue(forKey: key) else { continue }
                pending += entry.dependents
            }
            state.order.removeAll { dropped.contains($0) }
            for key in state.entries.keys { state.entries[key]?.dependents.subtract(dropped) }
        }
    }

    /// Gives a relation another name, its dependents kept.
    public func rename(_ old: Relation, to new: Relation) {
        observer?(.renamed(old, to: new))
        state.withLock { state in
            let oldKey = Self.key(old)
            let newKey = Self.key(new)
            let entry = state.entries.removeValue(forKey: oldKey)
            state.order.removeAll { $0 == oldKey || $0 == newKey }
            var relation = new
            relation.kind = new.kind ?? entry?.relation.kind
            state.entries[newKey] = Entry(relation: relation, dependents: entry?.dependents ?? [])
            state.order.append(newKey)
            for key in state.entries.keys where state.entries[key]?.dependents.remove(oldKey) != nil {
                state.entries[key]?.dependents.insert(newKey)
            }
        }
    }

    /// Everything that is known at one moment.
    public struct Contents: Sendable {
        fileprivate let schemas: Set<SchemaKey>
        fileprivate let entries: [Key: Entry]
        fileprivate let order: [Key]
    }

    /// Everything that is known now, for `restore`.
    public var contents: Contents { state.withLock { Contents(schemas: $0.schemas, entries: $0.entries, order: $0.order) } }

    /// Knows again what was known at an earlier moment: everything since was rolled back.
    public func restore(_ contents: Contents) {
        state.withLock { $0 = State(schemas: contents.schemas, entries: contents.entries, order: contents.order) }
    }

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
            for key in memory.keys where memory.entries[key] == nil { state.entries[key] = nil }
            state.entries.merge(memory.entries) { _, old in old }
            state.order.removeAll { state.entries[$0] == nil || memory.entries[$0] != nil }
            state.order += memory.entries.keys.sorted { $0.identifier < $1.identifier }
        }
    }

    /// The relations of a schema, in the order they were added.
    public func relations(database: String?, schema: String?) -> [Relation] {
        let wanted = Self.key(database, schema)
        return state.withLock { state in
            state.order.compactMap { $0.schema == wanted ? state.entries[$0]?.relation : nil }
        }
    }

    /// Forgets a schema and everything in it.
    public func dropSchema(database: String?, schema: String?) {
        let gone = Self.key(database, schema)
        state.withLock { state in
            state.schemas.remove(gone)
            state.entries = state.entries.filter { $0.key.schema != gone }
            state.order.removeAll { $0.schema == gone }
        }
    }

    /// Whether anything is known at all.
    public var isEmpty: Bool { state.withLock { $0.schemas.isEmpty && $0.entries.isEmpty } }
}
