public import Graph
public import Project

/// What of a plan becomes visible in one step, and what has to be so before.
///
/// Every item of the plan belongs to one unit. A unit with members is held back: its members are published together, once everything in it
/// passed. Items that publish nothing are units of their own.
public struct PublicationPlan: Sendable {
    /// What becomes visible in one step.
    public struct Unit: Sendable {
        /// What messages call it: `layer silver`, `model orders`, `the run`.
        public let name: String
        /// Positions of the nodes that are published, in the order of the plan.
        public let members: [Int]
        /// The number of items in it, gates among them.
        let count: Int
        /// Whether something in it waits for being published.
        public var isHeld: Bool { !members.isEmpty }
    }

    /// The units.
    public let units: [Unit]
    /// By position in the order's graph: its unit.
    let unitOf: [Int]
    /// By unit: the units that wait for it.
    let successors: [[Int]]
    /// By position: its layer; nil for what is in none.
    let layerOf: [Int?]
    /// How many layers there are.
    let layerCount: Int
    /// How it is published.
    public let settings: Settings
    /// What somebody who relies on gates should know of this plan, a sentence each.
    public let notes: [String]

    /// How units are published.
    public struct Settings: Sendable {
        /// What becomes visible in one step, and how.
        public var publish: PublishConfig
        /// How many sets are kept.
        public var keep: Int
        /// Whether items of one unit at a time run, on one session: the engine has one transaction for them.
        public var isExclusive: Bool
        /// Whether a materialization is smelt's own; others are published as they build.
        var isBuiltIn: @Sendable (Node) -> Bool

        /// Settings of their parts.
        public init(publish: PublishConfig, keep: Int, isExclusive: Bool, isBuiltIn: @escaping @Sendable (Node) -> Bool) {
            self.publish = publish
            self.keep = keep
            self.isExclusive = isExclusive
            self.isBuiltIn = isBuiltIn
        }
    }

    /// Whether anything is held back.
    public var publishes: Bool { units.contains(where: \.isHeld) }
}

/// What the planner and the scheduler know of layers.
public struct PlannedLayers: Sendable {
    /// The names, lowest first.
    public let names: [String]
    /// The position of a resource's layer; nil for what is in none.
    let index: @Sendable (String) -> Int?

    /// Layers of these names.
    public init(names: [String], index: @escaping @Sendable (String) -> Int?) {
        self.names = names
        self.index = index
    }
}
