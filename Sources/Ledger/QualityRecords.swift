import Warehouse

/// How good something was in a run: a row of `quality`. Numbers are percentages.
public struct QualityRecord: Sendable, Equatable {
    /// What is measured.
    public enum Scope: String, Sendable {
        case project, layer, model
    }

    /// What is measured.
    public var scope: Scope
    /// The name of the project or layer, the unique id of the model.
    public var name: String
    /// Test coverage.
    public var coverage: Double
    /// Documentation coverage.
    public var docs: Double
    /// The score.
    public var score: Double

    /// A record.
    public init(scope: Scope, name: String, coverage: Double, docs: Double, score: Double) {
        self.scope = scope
        self.name = name
        self.coverage = coverage
        self.docs = docs
        self.score = score
    }
}

/// The quality of a project in one run.
public struct PastQuality: Sendable, Equatable {
    /// The run's id.
    public var run: String
    /// When it was measured.
    public var measuredAt: String
    /// What was measured.
    public var records: [QualityRecord]
}

extension Ledger {
    /// Keeps what was measured in a run.
    public func keep(_ records: [QualityRecord], of run: String, at moment: String) {
        guard !records.isEmpty else { return }
        let rows = records.map { record in
            """
            (\(LedgerSQL.text(run)), \(LedgerSQL.text(moment)), \(LedgerSQL.text(record.scope.rawValue)), \(LedgerSQL.text(record.name)), \
            \(LedgerSQL.number(record.coverage)), \(LedgerSQL.number(record.docs)), \(LedgerSQL.number(record.score)))
            """
        }
        write([
            "insert into \(schema).quality (run, measured_at, scope, name, coverage, docs, score) values \(rows.joined(separator: ", "))"
        ])
    }

    /// What was measured in the newest runs that were measured and ended well, newest first. Throws what the database answers.
    ///
    /// - Parameter limit: how many runs at the most.
    public func quality(limit: Int) throws(LedgerFailure) -> [PastQuality] {
        var past: [PastQuality] = []
        for row in try read(query("quality", limit: limit)).rows {
            guard let scope = row[2].text.flatMap(QualityRecord.Scope.init(rawValue:)) else { continue }
            let record = QualityRecord(
                scope: scope, name: row[3].text ?? "", coverage: row[4].double ?? 0, docs: row[5].double ?? 0, score: row[6].double ?? 0)
            let run = row[0].text ?? ""
            if past.last?.run != run { past.append(PastQuality(run: run, measuredAt: row[1].text ?? "", records: [])) }
            past[past.count - 1].records.append(record)
        }
        return past
    }
}
