import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Warehouse

extension NodeExecution {
    /// The verdict of a test from the one row its materialization stored.
    func testResult(_ context: RenderContext, _ session: WarehouseSession) throws -> RunResult {
        guard let table = context.table(of: "main"), table.rows.count == 1 else {
            throw RaisedError(
                "Internal Error",
                "dbt internally failed to execute \(node.uniqueID): Returned \(context.table(of: "main")?.rows.count ?? 0) rows, but expected 1 row"
            )
        }
        // The number of rows tested is the fourth column where it was asked for.
        guard table.columns.count == 3 || node.hasPercentThreshold || node.quarantineRule != nil else {
            throw RaisedError(
                "Internal Error",
                "dbt internally failed to execute \(node.uniqueID): Returned \(table.columns.count) columns, but expected 3 columns")
        }
        func cell(_ name: String) -> Value {
            table.columns.firstIndex { $0.lowercased() == name }.map { table.rows[0][$0] } ?? .none
        }
        func count(_ name: String) throws -> Int { Int(try cell(name).str()) ?? Int(cell(name).double ?? 0) }
        let failures = try count("failures")
        let shouldError = try Self.truth(cell("should_error"))
        let tested = node.hasPercentThreshold ? try count("tested") : nil
        let verdict = try TestVerdict(
            node, failures: failures, tested: tested,
            shouldWarn: Self.truth(cell("should_warn")), shouldError: shouldError, warningsAreErrors: settings.failsWarnings)
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: verdict.status, message: verdict.message)
        result.failures = verdict.failures
        result.rowsTested = tested
        result.place = verdict.diagnostic(of: node)
        result.adapterResponse = context.response(of: "main")?.artifactValue ?? ConfigMap()
        if node.hasPercentThreshold || node.quarantineRule != nil { result.rowsTested = try count("tested") }
        if node.quarantineRule != nil {
            // The materialization moves nothing where its rows are too many.
            let moved = shouldError && TestVerdict.isStrict(node) ? 0 : failures
            let input = try count("input")
            QuarantineRun.note(QuarantineCounts(input: input, passed: input - moved, quarantined: moved), in: &result)
        }
        if result.status != .pass, (result.quarantine?.quarantined ?? 0) == 0 { result.failingRows = failingRows(session) }
        return result
    }

    /// A boolean as engines answer it: true, 1, `t`, `true`, `yes`.
    private static func truth(_ value: Value) throws -> Bool {
        guard let text = value.text?.lowercased() else { return try value.isTrue() }
        if ["y", "yes", "t", "true", "on", "1"].contains(text) { return true }
        if ["n", "no", "f", "false", "off", "0"].contains(text) { return false }
        throw RaisedError(
            "Database Error", "The macro 'get_test_sql' returns '\(text)', which is no boolean")
    }
}

/// What the number of failing rows means under a test's thresholds.
struct TestVerdict {
    /// Pass, warn or fail.
    let status: NodeStatus
    /// The message; nil for a pass.
    let message: String?
    /// The number shown: 0 for a pass.
    let failures: Int

    /// The verdict by severity, `warn_if` and `error_if`.
    ///
    /// - Parameter tested: the number of rows looked at, where a threshold is in percent of them.
    init(_ node: Node, failures: Int, tested: Int?, shouldWarn: Bool, shouldError: Bool, warningsAreErrors: Bool) {
        let isStrict = Self.isStrict(node)
        let part = tested.map { " of \($0) (\(PercentThreshold.text(failures, of: $0)) %)" } ?? ""
        let got = "Got \(failures) result\(failures == 1 ? "" : "s")\(part), configured to"
        func condition(_ key: String) -> String { node.config[key]?.string ?? "!= 0" }
        if isStrict, shouldError {
            status = .fail
            message = "\(got) fail if \(condition("error_if"))"
            self.failures = failures
        } else if shouldWarn {
            status = warningsAreErrors ? .fail : .warn
            message = "\(got) \(warningsAreErrors ? "fail" : "warn") if \(condition("warn_if"))"
            self.failures = failures
        } else {
            status = .pass
            message = nil
            self.failures = 0
        }
    }

    /// Whether a test may fail, and not warn alone.
    static func isStrict(_ node: Node) -> Bool { node.config["severity"]?.string?.uppercased() != "WARN" }
}

extension TestVerdict {
    /// The verdict as a diagnostic at the place that asks for the test; nil for a pass.
    func diagnostic(of node: Node) -> Diagnostic? {
        guard let message else { return nil }
        let place = node.originalFilePath.hasSuffix(".sql") ? nil : node.source
        return Diagnostic("test-failed", status == .fail ? .error : .warning, message, at: place)
    }
}
