import Compiler
import Context
public import Graph
import Jinja
import Project
import Warehouse

/// What can be asked of the quarantine of a node, and done with it, outside of a run.
public struct QuarantineOperation {
    private let settings: RunSettings

    /// Operations over a project.
    public init(settings: RunSettings) { self.settings = settings }

    /// Which rows are meant: those of some rules (unique ids; empty for all) for which a condition of SQL holds, over the model's columns and those
    /// of the quarantine.
    public struct Choice: Sendable {
        /// Unique ids of tests; empty for all.
        public var rules: [String]
        /// A condition; nil for none.
        public var condition: String?

        /// A choice.
        public init(rules: [String] = [], condition: String? = nil) {
            self.rules = rules
            self.condition = condition
        }
    }

    /// What lies in a quarantine under one rule.
    public struct Summary: Sendable, Equatable {
        /// The unique id of the test.
        public let rule: String
        /// How many rows wait.
        public let waiting: Int
        /// How many were released.
        public let released: Int
        /// When the first was met, and when the last was met last.
        public let firstSeen, lastSeen: String
    }

    /// Rows as text, nil for NULL, under the names of their columns.
    public struct Rows: Sendable, Equatable {
        /// The columns.
        public let columns: [String]
        /// The rows, each as long as `columns`.
        public let rows: [[String?]]
    }

    /// The quarantines of some nodes, each by rule; nodes without one are left out. Throws what goes wrong in the database.
    public func summaries(of nodes: [Node]) throws -> [(node: Node, rules: [Summary])] {
        try withWorker { worker in
            try nodes.compactMap { node in
                let rows = try call("smelt_quarantine_summary", node, [], worker).rows
                guard !rows.isEmpty else { return nil }
                let rules = rows.map { row in
                    Summary(
                        rule: row[0] ?? "", waiting: Int(row[1] ?? "") ?? 0, released: Int(row[2] ?? "") ?? 0, firstSeen: row[3] ?? "",
                        lastSeen: row[4] ?? "")
                }
                return (node, rules)
            }
        }
    }

    /// Rows that wait, up to a number of them (negative for all): rule, reason and first time in front of the model's columns. Throws what goes
    /// wrong in the database.
    public func rows(of node: Node, _ choice: Choice, limit: Int) throws -> Rows {
        try withWorker { worker in
            let answer = try call("smelt_quarantine_rows", node, choice.arguments + [("limit", .int(limit))], worker)
            return Rows(columns: answer.columns, rows: answer.rows)
        }
    }

    /// Puts waiting rows back into the relation, once and for all later runs. Gives how many were released, and how many of them were not in the
    /// relation yet. Throws what goes wrong in the database; nothing is changed then.
    public func release(_ node: Node, _ choice: Choice) throws -> (released: Int, added: Int) {
        try withWorker { worker in
            let counts = try call("smelt_quarantine_release", node, choice.arguments, worker, writes: true).counts
            return (counts.first ?? 0, counts.last ?? 0)
        }
    }

    /// Throws waiting rows away, or what is remembered of released ones: those first seen more than so many seconds ago, nil for any time. Gives
    /// how many. Throws what goes wrong in the database; nothing is changed then.
    public func purge(_ node: Node, _ choice: Choice, olderThan seconds: Int?, released: Bool) throws -> Int {
        try withWorker { worker in
            let more: [(String, Value)] = [("older_than", seconds.map(Value.int) ?? .none), ("released", .bool(released))]
            return try call("smelt_quarantine_purge", node, choice.arguments + more, worker, writes: true).counts.first ?? 0
        }
    }

    // MARK: Calling

    private func withWorker<T>(_ work: (Worker) throws -> T) throws -> T {
        let worker = Worker(settings: settings, threadID: "main", cache: RelationCache(), ephemerals: EphemeralCTEs())
        defer { worker.close() }
        return try work(worker)
    }

    /// What a macro returned.
    private struct Answer {
        var columns: [String] = []
        var rows: [[String?]] = []

        /// The numbers of the one row.
        var counts: [Int] { (rows.first ?? []).compactMap { $0.flatMap { Int($0) } } }

        init(_ value: Value) throws {
            if let dict: DictObject = value.object() {
                columns = try Self.elements(dict["columns"]).map { try $0.str() }
                rows = try Self.elements(dict["rows"]).map(Self.row)
            } else if let list: ListObject = value.object() {
                rows = try list.elements.map(Self.row)
            }
        }

        private static func elements(_ value: Value?) -> [Value] {
            guard let list: ListObject = value?.object() else { return [] }
            return list.elements
        }

        private static func row(_ value: Value) throws -> [String?] { try elements(value).map { $0.isNone ? nil : try $0.str() } }
    }

    /// Calls a macro; one that `writes` has a transaction of its own, which it commits.
    private func call(
        _ macro: String, _ node: Node, _ arguments: [(String, Value)], _ worker: Worker, writes: Bool = false
    ) throws -> Answer {
        let session = try worker.session(named: "quarantine of \(node.uniqueID)")
        if writes { try session.connection.beginWriting() }
        let context = RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project, session: session)
        context.extra["quarantine_facts"] = .object(DictObject(QuarantineFacts(node, in: settings.project.manifest, context).values))
        return try Answer(context.callMacro(macro, arguments))
    }
}

extension QuarantineOperation.Choice {
    fileprivate var arguments: [(String, Value)] {
        [("rules", .object(ListObject(rules.map(Value.string)))), ("where", condition.map(Value.string) ?? .none)]
    }
}
