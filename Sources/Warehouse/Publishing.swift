/// How an engine makes new versions of relations visible in one step.
public enum PublishingStrategy: Sendable {
    /// Everything is built in place inside one open transaction, whose commit publishes it. Readers see the state before until then, and a
    /// crash rolls back by itself. Only one session can work meanwhile.
    case transaction
    /// New versions are built aside, in a schema of their own, and take the place of the old ones in one short transaction.
    case candidates
}

/// One published set: what a run made visible, and what was there before.
public struct PublishedSet: Sendable, Equatable {
    /// Its number; later sets of an owner have higher ones. Runs of two owners at one time may have the same.
    public let number: Int
    /// The run that published it.
    public let run: String
    /// When, as ISO 8601 in UTC.
    public let publishedAt: String
    /// Whose it is: projects and targets that share a database keep theirs apart. Empty where an earlier version kept it, which did not say.
    public let owner: String
    /// The relations it changed, as `schema.name`, sorted.
    public var relations: [String]

    /// A set of its parts.
    public init(number: Int, run: String, publishedAt: String, owner: String, relations: [String]) {
        self.number = number
        self.run = run
        self.publishedAt = publishedAt
        self.owner = owner
        self.relations = relations
    }
}

/// One relation that is about to take the place of the published one of its name.
public struct Candidate: Sendable {
    /// Where it was built; the published name itself under `PublishingStrategy.transaction`.
    public let built: Relation
    /// The name under which it will be visible.
    public let published: Relation

    /// A relation built under one name and to be seen under another.
    public init(built: Relation, published: Relation) {
        self.built = built
        self.published = published
    }
}

/// Makes new versions of relations visible over one session, all of a unit in one step; the adapter's own way.
///
/// A run calls `recover` once, `begin` for each unit, `stage` before each relation is built, and then `publish` or `abandon`.
public protocol Publishing: AnyObject {
    /// The schema in which candidates for a schema are built; the schema itself under `PublishingStrategy.transaction`. Throws a usage error
    /// where there can be no such schema.
    func candidateSchema(of schema: String) throws(WarehouseError) -> String

    /// Undoes what a run that died left behind, and makes what this run needs. Throws what the engine answered.
    ///
    /// - Parameter schemas: the schemas that relations will be published in.
    func recover(schemas: [String]) throws(WarehouseError)

    /// The number of the next published set. Throws what the engine answered.
    func nextSet() throws(WarehouseError) -> Int

    /// Begins a unit. Throws what the engine answered.
    func begin() throws(WarehouseError)

    /// Prepares the building of one relation: keeps the published version where the build will change it in place, or copies it where the
    /// build starts from it. Gives what now stands where it is built, nil for nothing. Throws what the engine answered.
    ///
    /// - Parameters:
    ///   - candidate: what will be built.
    ///   - startsFromPublished: whether the build reads or changes what was published before: incremental models, snapshots.
    ///   - set: the set it will belong to; nil where no earlier version is to be kept.
    func stage(_ candidate: Candidate, startsFromPublished: Bool, set: PublishedSet?) throws(WarehouseError) -> Relation?

    /// Makes the candidates of the unit visible in one step. Nothing is visible where it throws.
    ///
    /// - Parameters:
    ///   - candidates: all of the unit.
    ///   - set: the set they belong to.
    ///   - waiting: published relations that later units of the run will replace: what they show stays as it is until then.
    ///   - replacesRows: whether rows of tables are replaced instead of tables.
    func publish(
        _ candidates: [Candidate], set: PublishedSet, waiting: [Relation], replacesRows: Bool
    ) throws(WarehouseError)

    /// Ends a unit without making anything visible; never fails loudly.
    func abandon(_ candidates: [Candidate])

    /// Ends the run: nothing is left of candidates. Throws what the engine answered.
    ///
    /// - Parameter schemas: those that `recover` was given.
    func finish(schemas: [String]) throws(WarehouseError)

    /// The sets of all owners whose state before can be brought back, latest first. Throws what the engine answered.
    func keptSets() throws(WarehouseError) -> [PublishedSet]

    /// Brings back, in one step, what was visible before some sets: of each relation, what the oldest of them kept. Throws what the engine
    /// answered.
    func bringBack(_ sets: [PublishedSet]) throws(WarehouseError)

    /// Forgets what was kept of some sets; what something still depends on stays. Throws what the engine answered.
    func forget(_ sets: [PublishedSet]) throws(WarehouseError)
}
