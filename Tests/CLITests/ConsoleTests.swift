import Diagnostics
import Formats
import Foundation
import Graph
import Project
import Runner
import Testing

@testable import CLI

@Suite struct ConsoleTests {
    @Test func aResultLineIsFilledWithDotsUpToTheWidth() {
        let layout = ResultLine(width: 80)
        #expect(
            layout.text("START sql view model main.stg_orders", status: "RUN", progress: (4, 28))
                == "4 of 28 START sql view model main.stg_orders ................................... [RUN]")
        let long = String(repeating: "x", count: 90)
        #expect(layout.text(long, status: "RUN", progress: (1, 2)) == "1 of 2 \(long)  [RUN]")
        #expect(layout.text(long, status: "RUN", progress: nil, truncates: true) == String(repeating: "x", count: 77) + "... [RUN]")
        #expect(ResultLine(width: 0).text("OK", status: "OK", progress: nil, seconds: 1.005) == "OK  [OK in 1.00s]")
    }

    @Test(arguments: [
        (0.0, "0.00"), (1.04, "1.04"), (61.239, "61.24"), (-0.5, "-0.50"), (.nan, "0.00"), (.infinity, "0.00"), (1e300, "0.00"),
    ])
    func decimals(number: Double, text: String) { #expect(ResultLine.decimal(number) == text) }

    @Test func durations() {
        #expect(ResultLine.duration(1.5) == " in 0 hours 0 minutes and 1.50 seconds")
        #expect(ResultLine.duration(3725.25) == " in 1 hours 2 minutes and 5.25 seconds")
    }

    @Test func colorCodesComeOutAgain() {
        #expect(Ink.removed(from: "[" + Ink.red("ERROR") + "]: ok") == "[ERROR]: ok")
        #expect(Ink.removed(from: "a\u{1B}[1;31mb\u{1B}c\u{1B}[") == "ab\u{1B}c\u{1B}[")
    }

    @Test func jsonLinesHaveDBTsFields() throws {
        var settings = ConsoleSettings()
        settings.format = .json
        let captured = CapturedConsole(settings)
        captured.console.emit(RunMessages.adapter("sqlite", version: "1.10.0"))
        #expect(
            captured.output
                == "{\"data\": {\"adapter_name\": \"sqlite\", \"adapter_version\": \"=1.10.0\"}, \"info\": {\"category\": \"\", \"code\": \"E034\", "
                + "\"extra\": {}, \"invocation_id\": \"64cf1622-0609-4538-a8f3-6b7cc8bd6221\", \"level\": \"info\", "
                + "\"msg\": \"Registered adapter: sqlite=1.10.0\", \"name\": \"AdapterRegistered\", \"pid\": 10387, \"thread\": \"MainThread\", "
                + "\"ts\": \"2024-01-31T13:05:00.250000Z\"}}\n")
    }

    /// A line of dbt-core 1.12.6, with our id and time of day.
    @Test func nodeEventsHaveDBTsFields() throws {
        var settings = ConsoleSettings()
        settings.format = .json
        let captured = CapturedConsole(settings)
        var node = Node(
            uniqueID: "test.mixed.unique_good_id.c91342c84f", name: "unique_good_id", resourceType: .test, packageName: "mixed",
            path: "unique_good_id.sql", originalFilePath: "models/s.yml", fqn: [],
            details: .genericTest(
                GenericTestDetails(
                    testName: "unique", namespace: nil, arguments: [:], columnName: "id", fileKeyName: nil, attachedNode: "model.mixed.good"
                )))
        node.schema = "main_dbt_test__audit"
        node.database = "database"
        node.relationName = "main_dbt_test__audit.\"unique_good_id\""
        node.config = ["materialized": "test"]
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .fail, message: nil)
        result.executionTime = 0.11464572
        result.failures = 1
        result.threadID = "Thread-1 (worker)"
        let messages = NodeMessages(layout: ResultLine(width: 80))
        let info = NodeInfo(startedAt: "2026-11-21T16:56:46.020080", finishedAt: "2026-11-21T16:56:46.135881", status: "fail")
        captured.console.emit(messages.finished(.node(node), result, (11, 17), info: info))
        let recorded = """
            {"attached_node": "model.mixed.good", "execution_time": 0.11464572, "index": 11, "name": "unique_good_id", "node_info": \
            {"materialized": "test", "meta": {}, "node_checksum": "", "node_finished_at": "2026-11-21T16:56:46.135881", "node_name": \
            "unique_good_id", "node_path": "unique_good_id.sql", "node_relation": {"alias": "unique_good_id", "database": "database", \
            "relation_name": "main_dbt_test__audit.\\"unique_good_id\\"", "schema": "main_dbt_test__audit"}, "node_started_at": \
            "2026-11-21T16:56:46.020080", "node_status": "fail", "resource_type": "test", "unique_id": \
            "test.mixed.unique_good_id.c91342c84f"}, "num_failures": 1, "num_models": 17, "status": "fail"}
            """
        #expect(captured.output.hasPrefix("{\"data\": \(recorded), \"info\": {"))
        #expect(captured.output.contains("\"thread\": \"Thread-1 (worker)\""))
        #expect(captured.output.contains("\"level\": \"error\""))
    }

    @Test func debugLinesCarryLevelAndThread() throws {
        var settings = ConsoleSettings()
        settings.format = .debug
        settings.level = .debug
        let captured = CapturedConsole(settings)
        captured.console.emit(.note("hello", level: .warn))
        captured.console.emit(LogEvent("Note", "Z050", .debug, "x", thread: "Thread-1 (worker)"))
        let lines = captured.output.split(separator: "\n")
        #expect(lines[0].hasSuffix(":00.250000 [warn ] [MainThread]: hello"))
        #expect(lines[1].hasSuffix(":00.250000 [debug] [Thread-1 (]: x"))
    }

    @Test func secretsNeverAppear() throws {
        for format in [LogFormat.text, .debug, .json] {
            var settings = ConsoleSettings()
            settings.format = format
            let captured = CapturedConsole(settings, secrets: ["hunter2"])
            captured.console.emit(LogEvent("SQLQuery", "E016", .error, "connect with hunter2", data: ["sql": "hunter2"]))
            captured.console.writeRaw("hunter2")
            #expect(!captured.output.contains("hunter2"))
            #expect(captured.output.contains("*****"))
        }
    }

    @Test func printIsShownUnlessTurnedOff() {
        var settings = ConsoleSettings()
        settings.level = .error
        let quiet = CapturedConsole(settings)
        quiet.console.emit(.output("text"))
        #expect(quiet.output == "text\n")
        settings.showsPrint = false
        let silent = CapturedConsole(settings)
        silent.console.emit(.output("text"))
        #expect(silent.output == "")
    }

    @Test func theLogFileIsPutAsideWhenFull() throws {
        try withTemporaryFolder { folder in
            var settings = ConsoleSettings()
            settings.logFolder = folder + "/deep/logs"
            settings.logFileMaxBytes = 150
            let captured = CapturedConsole(settings)
            for number in 1...20 { captured.console.emit(.note("message number \(number)", level: .debug)) }
            #expect(captured.output == "")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/deep/logs").sorted()
            #expect(files == ["dbt.log", "dbt.log.1", "dbt.log.2", "dbt.log.3", "dbt.log.4", "dbt.log.5"])
            let last = try String(contentsOfFile: folder + "/deep/logs/dbt.log", encoding: .utf8)
            #expect(last.contains("message number 20"))
            #expect(last.utf8.count < 150)
        }
    }

    @Test func aLogFileThatCannotBeMadeIsReportedOnce() throws {
        try withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/logs"))
            var settings = ConsoleSettings()
            settings.logFolder = folder + "/logs"
            let captured = CapturedConsole(settings)
            captured.console.emit(.note("on"))
            #expect(
                captured.untimed
                    == "[WARNING][io/no-log-file]: no log is kept: cannot write '\(folder)/logs/dbt.log': Not a directory\non\n")
        }
    }

    @Test func cleanLeavesTheLogFileAlone() throws {
        try withTemporaryFolder { folder in
            var settings = ConsoleSettings()
            settings.logFolder = folder
            let captured = CapturedConsole(settings)
            captured.console.emit(LogEvent("CheckCleanPath", "Z012", .info, "Checking"))
            let log = try String(contentsOfFile: folder + "/dbt.log", encoding: .utf8)
            #expect(log == "")
        }
    }

    @Test func diagnosticsShowTheSourceInTextAndFieldsInJSON() throws {
        let file = SourceFile(path: "models/a.sql", text: "select *\nfrom {{ ref('ordrs') }}\n")
        let diagnostic = Diagnostic(
            "unknown-ref", .error, "model 'a' refers to 'ordrs', which does not exist", at: SourceSpan(file, 21, 28),
            hint: "did you mean 'orders'?")
        let captured = CapturedConsole()
        let events = DiagnosticEvents(gate: WarningGate(WarningPolicy()), scrubber: .none)
        captured.console.emit(events.events([diagnostic]))
        #expect(
            captured.output == """
                13:05:00  error[bind/unknown-ref]: model 'a' refers to 'ordrs', which does not exist
                  --> models/a.sql:2:13
                   |
                 2 | from {{ ref('ordrs') }}
                   |             ^^^^^^^
                   = hint: did you mean 'orders'?

                """)
        var settings = ConsoleSettings()
        settings.format = .json
        let json = CapturedConsole(settings)
        json.console.emit(events.events([diagnostic]))
        #expect(json.output.contains("\"name\": \"MainEncounteredError\""))
        #expect(json.output.contains("\"line\": 2, \"path\": \"models/a.sql\""))
    }

    @Test func pipesGetNoColorsUnlessAskedFor() throws {
        func isColored(_ line: [String], _ change: (inout Terminal) -> Void = { _ in }) throws -> Bool {
            var terminal = Terminal()
            change(&terminal)
            let sources = FlagSources(
                environment: .init([:]), currentFolder: "/", projectFolder: "/", profilesFolder: "/", arguments: line)
            return ConsoleSettings(try FlagSettling.settle(CommandLineParser.parse(line), sources), terminal: terminal).isColored
        }
        #expect(try !isColored(["run"]))
        #expect(try isColored(["run", "--use-colors"]))
        let screen: (inout Terminal) -> Void = { ($0.isTerminal, $0.movesCursor) = (true, true) }
        #expect(try isColored(["run"], screen))
        #expect(try !isColored(["run", "--no-use-colors"], screen))
        #expect(
            try !isColored(["run"]) {
                screen(&$0); $0.refusesColor = true
            })
        #expect(
            try isColored(["run", "--use-colors"]) {
                screen(&$0); $0.refusesColor = true
            })
    }
}
