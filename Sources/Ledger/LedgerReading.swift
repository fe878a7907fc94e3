import Warehouse

/// A run as history shows it.
public struct PastRun: Sendable, Equatable {
    /// The run itself.
    public var run: LedgerRun
    /// How many nodes it came to.
    public var nodes: Int
    /// How many of them failed.
    public var failed: Int
    /// How many warned.
    public var warned: Int
    /// How many rows its relations were given; nil where the database did not say for any.
    public var rows: Int?
}

extension PastRun {
    /// A run that no ledger has: what artifacts tell of it.
    public init(command: String, startedAt: String, endedAt: String?, status: LedgerRun.Status, nodes: Int, failed: Int, warned: Int) {
        var run = LedgerRun(
            id: "", command: command, arguments: "", version: "", host: "", pid: 0, holdsLock: false, nodeCount: nodes, startedAt: startedAt
        )
        run.endedAt = endedAt
        run.status = status
        self.run = run
        self.nodes = nodes
        self.failed = failed
        self.warned = warned
    }
}

/// A node in one of the runs it was part of.
public struct PastNode: Sendable, Equatable {
    /// The node.
    public var node: LedgerNode
    /// The id of the run.
    public var run: String
    /// The run's command.
    public var command: String
    /// When the run began.
    public var runStartedAt: String
}

/// A node that failed or warned when it last ended.
public struct OpenFailure: Sendable, Equatable {
    /// Its unique id.
    public var uniqueID: String
    /// Its layer; nil for none.
    public var layer: String?
    /// `fail`, `error`, `warn`.
    public var status: String
    /// What was said.
    public var message: String?
    /// How many rows failed the test.
    public var failures: Int?
    /// When the first run of the present streak began.
    public var firstSeen: String
    /// When the last one began.
    public var lastSeen: String
    /// How many runs the streak has.
    public var runs: Int
    /// Some of the rows that failed in the last run, each a JSON object.
    public var failingRows: [String]
}

extension Ledger {
    /// The newest runs of the target, newest first. Throws what the database answers.
    public func runs(limit: Int) throws(LedgerFailure) -> [PastRun] {
        try read(query("runs", limit: limit)).rows.map { row in
            var run = LedgerRun(
                id: row[0].text ?? "", command: row[1].text ?? "", arguments: row[2].text ?? "", version: row[3].text ?? "",
                gitCommit: row[4].text, host: row[5].text ?? "", pid: row[6].int ?? 0, holdsLock: row[7].int == 1,
                nodeCount: row[8].int ?? 0, startedAt: row[9].text ?? "")
            run.endedAt = row[10].text
            run.status = row[11].text.flatMap(LedgerRun.Status.init(rawValue:)) ?? .interrupted
            run.message = row[12].text
            return PastRun(
                run: run, nodes: row[13].int ?? 0, failed: row[14].int ?? 0, warned: row[15].int ?? 0,
                rows: row[16].double.flatMap { Int(exactly: $0) })
        }
    }

    /// What came of nodes in the newest runs of each, in the order of ids, newest first. Throws what the database answers.
    ///
    /// - Parameter limit: how many runs of each node at the most.
    public func past(of nodes: [String], limit: Int) throws(LedgerFailure) -> [PastNode] {
        guard !nodes.isEmpty else { return [] }
        let list = nodes.map { LedgerSQL.text($0) }.joined(separator: ", ")
        return try read(query("nodes", limit: limit).replacing("{nodes}", with: list)).rows.map { row in
            var node = LedgerNode(uniqueID: row[0].text ?? "", resourceType: row[4].text ?? "", layer: row[5].text)
            node.status = row[6].text ?? ""
            node.attempt = row[7].int ?? 1
            node.startedAt = row[8].text
            node.endedAt = row[9].text
            node.seconds = row[10].double
            node.rows = row[11].int
            node.failures = row[12].int
            node.rowsTested = row[13].int
            node.quarantined = row[14].int
            node.message = row[15].text
            node.isHeld = row[16].int == 1
            return PastNode(node: node, run: row[1].text ?? "", command: row[2].text ?? "", runStartedAt: row[3].text ?? "")
        }
    }

    /// Nodes that failed or warned when they last ended, longest-standing first. Throws what the database answers.
    public func openFailures() throws(LedgerFailure) -> [OpenFailure] {
        let table = try read(query("failures"))
        var samples: [String: [String]] = [:]
        if !table.rows.isEmpty {
            let keys = table.rows.map { "(run = \(LedgerSQL.text($0[5].text)) and unique_id = \(LedgerSQL.text($0[0].text)))" }
            let rows = try read(
                """
                select unique_id, content from \(schema).failing_rows where \(keys.joined(separator: " or ")) order by unique_id, position
                """)
            for row in rows.rows { samples[row[0].text ?? "", default: []].append(row[1].text ?? "") }
        }
        return table.rows.map { row in
            OpenFailure(
                uniqueID: row[0].text ?? "", layer: row[1].text, status: row[2].text ?? "", message: row[3].text, failures: row[4].int,
                firstSeen: row[6].text ?? "", lastSeen: row[7].text ?? "", runs: row[8].int ?? 0,
                failingRows: samples[row[0].text ?? ""] ?? [])
        }
    }

    /// The text of a query below `sql/queries`.
    func query(_ name: String, limit: Int = 0) -> String {
        let text = embeddedFiles.first { "\($0.path)" == "queries/\(name).sql" }.map { "\($0.text)" } ?? ""
        return text.replacing("{schema}", with: schema).replacing("{target}", with: isOfTarget).replacing("{limit}", with: String(limit))
    }
}
