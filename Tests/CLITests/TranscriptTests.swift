import Context
import Formats
import Graph
import Jinja
import Runner
import Context
import Testing

@testable import CLI

/// A node of the recorded project.
private func node(_ type: ResourceType, _ name: String, _ materialized: String, file: String, schema: String = "main") -> Node {
    var node = Node(
        uniqueID: "\(type.rawValue).mixed.\(name)", name: name, resourceType: type, packageName: "mixed", path: file,
        originalFilePath: file, fqn: ["mixed", name], details: type == .model ? .model(ModelDetails()) : .singularTest)
    node.schema = schema
    node.database = "database"
    node.config = ["materialized": .string(materialized)]
    return node
}

/// A recorded run of dbt-core 1.12.6 on SQLite, played again as our events: a build where everything that can happen to a node happens.
private struct RecordedBuild {
    let printer: RunEventPrinter
    var results: [RunResult] = []
    let total = 17

    mutating func hook(_ name: String, _ index: Int, of total: Int, _ seconds: Double, during: () -> Void = {}) {
        let hook = node(.operation, name, "view", file: "")
        printer.receive(.hookStarted(hook, name: name, index: index, total: total))
        during()
        printer.receive(.hookFinished(hook, name: name, status: .success, index: index, total: total, seconds: seconds))
        results.append(
            RunResult(
                uniqueID: "operation.mixed.\(name)", node: node(.operation, name, "view", file: ""), status: .success, message: "passed"))
    }

    mutating func run(
        _ index: Int, _ item: RunItem, _ status: NodeStatus, _ message: String?, _ seconds: Double, failures: Int? = nil,
        compiled: String? = nil, as shown: Node? = nil
    ) {
        printer.receive(.nodeStarted(item, index: index, total: total))
        var node = shown ?? item.node
        if let compiled { node?.compilation = Compilation(code: "", path: "target/compiled/mixed/" + compiled) }
        var result = RunResult(uniqueID: item.uniqueID, node: node, status: status, message: message)
        result.executionTime = seconds
        result.failures = failures
        result.threadID = "Thread-1 (worker)"
        printer.receive(.nodeFinished(item, result, index: index, total: total))
        results.append(result)
    }

    mutating func skip(_ index: Int, _ item: RunItem, cause: RunResult? = nil, message: String? = nil) {
        var result = RunResult(uniqueID: item.uniqueID, node: item.node, status: .skipped, message: message)
        result.threadID = "Thread-1 (worker)"
        printer.receive(.nodeSkipped(item, result, index: index, total: total, cause: cause))
        results.append(result)
    }

    func test(_ name: String) -> Node { node(.test, name, "test", file: "models/s.yml", schema: "main_dbt_test__audit") }
    func model(_ name: String, _ materialized: String) -> Node { node(.model, name, materialized, file: "models/\(name).sql") }
    func unitTest(_ name: String) -> UnitTest {
        UnitTest(
            uniqueID: "unit_test.mixed.inc.\(name)", name: name, packageName: "mixed", path: "s.yml", originalFilePath: "models/s.yml",
            fqn: [], model: "inc")
    }
    func exposure(_ name: String) -> Exposure {
        Exposure(
            uniqueID: "exposure.mixed.\(name)", name: name, packageName: "mixed", path: "s.yml", originalFilePath: "models/s.yml", fqn: [],
            type: "dashboard", owner: [:])
    }

    mutating func play(_ output: ConsoleTemplateOutput) throws {
        printer.receive(.began(threads: 1, target: "dev", nodes: 15))
        hook("mixed.on-run-start.0", 1, of: 2, 0.05)
        output.log("hello from log", info: true, node: nil)
        hook("mixed.on-run-start.1", 2, of: 2, 0.01)
        playNodes()
        hook("mixed.on-run-end.0", 1, of: 3, 0.01)
        output.print("hello from print", node: nil)
        hook("mixed.on-run-end.1", 2, of: 3, 0.01)
        try output.warn(.said("careful"), node: nil)
        hook("mixed.on-run-end.2", 3, of: 3, 0.01)
        printer.receive(.nodesFinished(results, seconds: 1.41))
        printer.receive(.ended(results, isInterrupted: false))
    }

    private mutating func playNodes() {
        var broken = test("broken_test")
        broken.originalFilePath = "tests/broken_test.sql"
        let bad = model("bad", "table")
        var unique = test("unique_good_id")
        unique.config["store_failures"] = true
        unique.relationName = "main_dbt_test__audit.\"unique_good_id\""
        let ephemeral = RunResult(
            uniqueID: "model.mixed.eph", node: model("eph", "ephemeral"), status: .error,
            message: "Compilation Error in model eph (models/eph.sql)\n  eph bad")
        let failure = "\n  compiled code at target/run/mixed/"
        run(1, .node(node(.seed, "raw", "seed", file: "seeds/raw.csv")), .success, "INSERT 3", 0.26)
        run(
            2, .node(broken), .error,
            "Database Error in test broken_test (tests/broken_test.sql)\n  no such column: nope\(failure)tests/broken_test.sql", 0.10,
            compiled: "tests/broken_test.sql")
        skip(3, .node(model("after_eph", "view")), cause: ephemeral, message: "Compilation Error in model.mixed.after_eph")
        run(
            4, .node(bad), .error,
            "Database Error in model bad (models/bad.sql)\n  no such column: nothing_here\(failure)models/bad.sql", 0.07,
            compiled: "models/bad.sql")
        run(5, .node(model("good", "view")), .success, "OK", 0.09)
        var built = node(.unitTest, "ut_bad", "unit", file: "models/s.yml")
        built.uniqueID = "unit_test.mixed.inc.ut_bad"
        run(
            7, .unitTest(unitTest("ut_bad")), .fail, "actual differs from expected", 0.24, failures: 1,
            compiled: "models/s.yml/models/ut_bad.sql", as: built)
        skip(13, .unitTest(unitTest("ut_good")))
        skip(14, .node(model("inc", "incremental")))
        skip(6, .node(model("after_bad", "view")))
        var noOp = RunResult(uniqueID: "exposure.mixed.dash", node: nil, status: .noOp, message: "NO-OP")
        noOp.threadID = "Thread-1 (worker)"
        printer.receive(.nodeStarted(.exposure(exposure("dash")), index: 8, total: total))
        printer.receive(.nodeFinished(.exposure(exposure("dash")), noOp, index: 8, total: total))
        results.append(noOp)
        run(
            9, .node(test("accepted_values_good_name__a")), .warn, "Got 2 results, configured to warn if != 0", 0.06, failures: 2,
            compiled: "models/s.yml/accepted_values_good_name__a.sql")
        run(10, .node(test("not_null_good_id")), .pass, nil, 0.04, failures: 0)
        run(
            11, .node(unique), .fail, "Got 1 result, configured to fail if != 0", 0.10, failures: 1,
            compiled: "models/s.yml/unique_good_id.sql")
        run(12, .node(test("unique_good_name")), .pass, nil, 0.04, failures: 0)
        skip(15, .node(node(.snapshot, "snap", "snapshot", file: "snapshots/snap.sql")))
        skip(16, .exposure(exposure("dash_bad")))
        skip(17, .node(test("not_null_after_bad_id")))
    }
}

@Suite struct TranscriptTests {
    private func play(_ settings: ConsoleSettings) throws -> CapturedConsole {
        let captured = CapturedConsole(settings)
        let messages = NodeMessages(layout: ResultLine(width: settings.printerWidth), defaultDatabase: "database")
        var build = RecordedBuild(printer: RunEventPrinter(captured.console, messages: messages, adapterType: "sqlite"))
        try build.play(ConsoleTemplateOutput(console: captured.console, gate: WarningGate(WarningPolicy())))
        return captured
    }

    @Test func plainLinesAreThoseOfDBT() throws {
        let captured = try play(ConsoleSettings())
        let expected = try fixture("build-with-failures.txt")
        let lines = captured.untimed.split(separator: "\n", omittingEmptySubsequences: false)
        let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, want) in zip(lines, wanted) { #expect(line == want) }
        #expect(lines.count == wanted.count)
    }

    @Test func quietShowsErrorsAndPrintAlone() throws {
        var settings = ConsoleSettings()
        settings.level = .error
        let lines = try play(settings).untimed.split(separator: "\n")
        #expect(lines.first == "2 of 17 ERROR broken_test ...................................................... [ERROR in 0.10s]")
        #expect(lines.contains("hello from print"))
        #expect(!lines.contains { $0.contains("PASS") || $0.contains("WARNING") || $0.contains("Done.") })
    }

    @Test func colorsStandWhereDBTPutsThem() throws {
        var settings = ConsoleSettings()
        settings.isColored = true
        let output = try play(settings).output
        #expect(output.contains("\u{1B}[0m13:05:00  "))
        #expect(output.contains("[\u{1B}[32mINSERT 3\u{1B}[0m in 0.26s]"))
        #expect(output.contains("[\u{1B}[31mERROR\u{1B}[0m]: in model bad (models/bad.sql)"))
        #expect(output.contains("\u{1B}[31mCompleted with 5 errors, 0 partial successes, and 1 warning:\u{1B}[0m"))
    }

    @Test func anInterruptedRunSaysSo() throws {
        let captured = CapturedConsole()
        let printer = RunEventPrinter(captured.console, messages: NodeMessages(layout: ResultLine(width: 80)), adapterType: "sqlite")
        printer.receive(.statementCancelled(connection: "model.mixed.good"))
        printer.receive(.ended([], isInterrupted: true))
        #expect(
            captured.untimed == """
                CANCEL query model.mixed.good .................................................. [CANCEL]

                Exited because of keyboard interrupt

                Done. PASS=0 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=0

                """)
    }

    @Test func warningsOfTemplatesCanBeErrors() {
        var policy = WarningPolicy()
        policy.isStrict = true
        let output = ConsoleTemplateOutput(console: CapturedConsole().console, gate: WarningGate(policy))
        #expect(throws: JinjaError.self) { try output.warn(.said("careful"), node: nil) }
    }
}
