import Diagnostics
import Formats
import Graph
import Runner
import Synchronization
import Testing

@testable import CLI

/// A terminal that understands what the live view sends: line breaks, carriage returns, moving up and clearing down.
private struct Screen {
    var rows: [[Character]] = [[]]
    var row = 0
    var column = 0

    mutating func take(_ text: String) {
        var rest = Substring(Ink.removed(from: text))
        while let character = rest.first {
            rest.removeFirst()
            switch character {
            case "\n": newLine()
            case "\r": column = 0
            case "\u{1B}": control(&rest)
            default: put(character)
            }
        }
    }

    private mutating func newLine() {
        row += 1
        column = 0
        if row == rows.count { rows.append([]) }
    }

    private mutating func put(_ character: Character) {
        while rows[row].count <= column { rows[row].append(" ") }
        rows[row][column] = character
        column += 1
    }

    private mutating func control(_ rest: inout Substring) {
        rest.removeFirst()
        let number = Int(rest.prefix { $0.isNumber }) ?? 1
        rest = rest.drop { $0.isNumber }
        switch rest.removeFirst() {
        case "A": row = max(0, row - number)
        case "J":
            rows.removeSubrange((row + 1)...)
            rows[row].removeSubrange(min(column, rows[row].count)...)
        default: Issue.record("unknown control code")
        }
    }

    var text: String {
        rows.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}

private func item(_ type: ResourceType, _ name: String, _ materialized: String) -> RunItem {
    var node = Node(
        uniqueID: "\(type.rawValue).shop.\(name)", name: name, resourceType: type, packageName: "shop", path: "\(name).sql",
        originalFilePath: "models/\(name).sql", fqn: [], details: type == .model ? .model(ModelDetails()) : .singularTest)
    node.schema = "main"
    node.config = ["materialized": .string(materialized)]
    return .node(node)
}

private func result(_ item: RunItem, _ status: NodeStatus, _ message: String?, failures: Int? = nil) -> RunResult {
    var node = item.node
    if status.isFailure { node?.compilation = Compilation(code: "", path: "target/compiled/shop/models/\(item.name).sql") }
    var result = RunResult(uniqueID: item.uniqueID, node: node, status: status, message: message)
    result.executionTime = 0.25
    result.failures = failures
    return result
}

@Suite struct LiveViewTests {
    private let lines = LiveLines(signs: .unicode, messages: NodeMessages(layout: ResultLine(width: 80)))

    private func view(columns: Int = 72, rows: Int = 24) -> LiveView {
        LiveView(lines: lines, now: { CapturedConsole.time }, size: { (columns, rows) })
    }

    @Test func whatRunsStandsBelowWhatEnded() {
        let captured = CapturedConsole()
        let view = view()
        view.begin(total: 3)
        captured.console.setLiveRegion(view)
        let (orders, test) = (item(.model, "orders", "table"), item(.test, "unique_orders_id", "test"))
        view.start(orders, total: 3)
        captured.console.redraw()
        captured.console.emit(.note("hello"))
        view.end(orders.uniqueID, .success, total: 3)
        view.start(test, total: 3)
        captured.console.writeLine(lines.finished(orders, result(orders, .success, "SELECT 5"), columns: 72))
        var screen = Screen()
        screen.take(captured.output)
        #expect(
            screen.text == """
                13:05:00  hello
                  ✓ table       main.orders                             SELECT 5  0.25s
                  ⠋ test        unique_orders_id  0.00s
                  ███████░░░░░░░░░░░░░░░░ 1/3  0.00s  PASS 1  WARN 0  ERROR 0  SKIP 0
                """)
        view.finish(on: captured.console)
        screen = Screen()
        screen.take(captured.output)
        #expect(
            screen.text == """
                13:05:00  hello
                  ✓ table       main.orders                             SELECT 5  0.25s

                """)
    }

    @Test func aRunEndsWithWhatFailedAndDBTsLastLine() {
        var settings = ConsoleSettings()
        settings.printerWidth = 80
        let captured = CapturedConsole(settings)
        let printer = RunEventPrinter(
            captured.console, messages: lines.messages, adapterType: "sqlite", live: view())
        let (orders, test) = (item(.model, "orders", "table"), item(.test, "orders_total", "test"))
        let (after, customers) = (item(.model, "after", "view"), item(.model, "customers", "view"))
        printer.receive(.began(threads: 1, target: "dev", nodes: 4))
        let failed = result(orders, .error, "Database Error in model orders (models/orders.sql)\n  no such column: nope")
        printer.receive(.nodeStarted(orders, index: 1, total: 4))
        printer.receive(.nodeFinished(orders, failed, index: 1, total: 4))
        let skipped = RunResult(uniqueID: after.uniqueID, node: after.node, status: .skipped)
        printer.receive(.nodeSkipped(after, skipped, index: 2, total: 4, cause: nil))
        let warned = result(test, .warn, "Got 2 results, configured to warn if != 0", failures: 2)
        printer.receive(.nodeStarted(test, index: 3, total: 4))
        printer.receive(.nodeFinished(test, warned, index: 3, total: 4))
        let good = result(customers, .success, "OK")
        printer.receive(.nodeStarted(customers, index: 4, total: 4))
        printer.receive(.nodeFinished(customers, good, index: 4, total: 4))
        let results = [failed, skipped, warned, good]
        printer.receive(.nodesFinished(results, seconds: 3.2))
        printer.receive(.ended(results, isInterrupted: false))
        var screen = Screen()
        screen.take(captured.output)
        #expect(
            screen.text == """
                13:05:00
                13:05:00  Concurrency: 1 threads (target='dev')
                13:05:00
                  ✗ table       main.orders                                ERROR  0.25s
                      Database Error in model orders (models/orders.sql)
                        no such column: nope
                      compiled code at target/compiled/shop/models/orders.sql
                  ↷ view        main.after                                      skipped
                  ! test        orders_total                              WARN 2  0.25s
                  ✓ view        main.customers                                OK  0.25s

                Finished running 1 table model, 1 test, 2 view models in 0 hours 0 minutes and 3.20 seconds (3.20s).

                Completed with 1 error, 0 partial successes, and 1 warning:

                  ✗ model orders  models/orders.sql
                    Database Error in model orders (models/orders.sql)
                      no such column: nope
                    compiled code at target/compiled/shop/models/orders.sql

                  ! test orders_total  models/orders_total.sql
                    Got 2 results, configured to warn if != 0

                  ↷ 1 node skipped: after

                Done. PASS=1 WARN=1 ERROR=1 SKIP=1 NO-OP=0 REUSED=0 TOTAL=4

                """)
    }

    @Test func longAndWideNamesAreCut() {
        #expect(TextWidth.columns("日本語") == 6)
        #expect(TextWidth.fitted("日本語テーブル", to: 8, mark: "…") == "日本語…")
        #expect(TextWidth.fitted("short", to: 8, mark: "…") == "short")
        #expect(TextWidth.fitted("short", to: 1, mark: "...") == ".")
        let line = lines.running("table", String(repeating: "名", count: 80), seconds: 1, frame: 0, columns: 40)
        #expect(TextWidth.columns(line) < 40)
    }

    @Test(arguments: [8, 20, 40, 80, 200])
    func nothingIsWiderThanTheTerminal(columns: Int) {
        for total in [0, 1, 12345] {
            let bar = lines.progress(done: total, total: total, seconds: 4000, counts: [.pass: total], columns: columns)
            #expect(TextWidth.columns(bar) < columns)
        }
    }

    @Test func aNarrowedWindowIsClearedWhole() {
        let columns = Mutex(60)
        let view = LiveView(lines: lines, now: { CapturedConsole.time }, size: { (columns.withLock { $0 }, 24) })
        view.begin(total: 2)
        view.start(item(.model, "orders", "table"), total: 2)
        _ = view.drawing
        columns.withLock { $0 = 20 }
        // The line of the node and the bar took two rows; they take more now.
        #expect(view.erasure == "\u{1B}[4A\r\u{1B}[J")
    }

    @Test func moreNodesThanRowsAreCounted() {
        let view = view(rows: 6)
        view.begin(total: 20)
        for number in 1...9 { view.start(item(.model, "m\(number)", "view"), total: 20) }
        let drawn = view.drawing.split(separator: "\n")
        #expect(drawn.count == 4)
        #expect(drawn[2] == "    and 7 more")
    }

    @Test(arguments: [(0.044, "0.04s"), (12.34, "12.3s"), (125.9, "2m 05s"), (3725, "1h 02m"), (.nan, "0.00s")])
    func lengthsOfTime(seconds: Double, text: String) { #expect(LiveLines.elapsed(seconds) == text) }

    @Test func dumbTerminalsAndProgramsGetPlainLines() {
        var terminal = Terminal()
        var settings = ConsoleSettings()
        #expect(!settings.suitsLiveView(terminal))
        (terminal.isTerminal, terminal.movesCursor) = (true, true)
        #expect(settings.suitsLiveView(terminal))
        settings.level = .debug
        #expect(!settings.suitsLiveView(terminal))
        settings.level = .info
        terminal.isContinuousIntegration = true
        #expect(!settings.suitsLiveView(terminal))
    }
}
