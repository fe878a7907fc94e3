import Compiler
import Context
import Formats
import Graph
import Jinja
import SQL
import Synchronization
import Warehouse

/// A test that was compiled before its turn, with others of the same relation.
struct PreparedTest: Sendable {
    /// The test with its compiled code.
    let node: Node
    /// Whether a scan of the relation met no row that the test looks for.
    var findsNothing = false
    /// The seconds that this took: its own, and its part of the scan's.
    var seconds: Double
}

/// Finds out about several tests of one relation, in one scan, whether they have failing rows at all.
///
/// A scan judges nothing: a test runs in its turn as it always does, but where the scan met no row, the statement that counts them is not
/// sent (`EmptyVerdicts`). Where it met rows, or failed, or where a test asks more than `RowTest` knows, the test is sent.
struct RowScan {
    let worker: Worker
    let tests: [Node]

    /// As many tests are asked in one statement: engines limit the columns of a result and the depth of a condition.
    private static let widest = 100

    private var settings: RunSettings { worker.settings }
    private var dialect: SQLDialect { SQLDialect(adapterType: settings.world.adapter.dialect.name) }

    /// What was found out about each test; nil where nothing was.
    func run() -> [PreparedTest?] {
        defer { worker.release() }
        guard let first = tests.first, let session = try? worker.session(named: first.uniqueID, for: .node(first)) else {
            return tests.map { _ in nil }
        }
        var prepared = tests.map { compile($0, session) }
        var groups: [String: [(place: Int, test: RowTest)]] = [:]
        for (place, test) in prepared.enumerated() {
            guard let code = test?.node.compilation?.code, let test = RowTest(code, dialect), isScannable(test, session) else { continue }
            groups[test.source, default: []].append((place, test))
        }
        for group in groups.values.sorted(by: { $0[0].place < $1[0].place }) {
            for first in stride(from: 0, to: group.count, by: Self.widest) where first + 1 < group.count {
                ask(Array(group[first..<min(first + Self.widest, group.count)]), &prepared)
            }
        }
        return prepared
    }

    /// A test compiled; nil where that fails, says something or asks the database: it is compiled in its turn then.
    private func compile(_ test: Node, _ session: WarehouseSession) -> PreparedTest? {
        guard !settings.stop.isRequested else { return nil }
        let begin = settings.now()
        let listener = QuietOutput()
        let tell = session.onStatement
        session.onStatement = { event in
            listener.noteUse()
            tell(event)
        }
        defer {
            session.onStatement = tell
            session.letGoOfGraph()
        }
        let injects = settings.world.invocation.flags["inject_ephemeral_ctes"]?.bool ?? true
        let compiler = worker.compiler(session, output: listener)
        guard let node = try? compiler.compile(worker.unit?.placed(test) ?? test, injectsCTEs: injects), !listener.wasUsed else {
            return nil
        }
        return PreparedTest(node: node, seconds: settings.now().timeInterval(since: begin))
    }

    private func isScannable(_ test: RowTest, _ session: WarehouseSession) -> Bool {
        guard let names = test.mustBeTable else { return true }
        guard names.count > 1 else { return false }
        let database = names.count > 2 ? names[names.count - 3] : tests.first?.database
        return session.cache.kind(database: database, schema: names[names.count - 2], identifier: names[names.count - 1]) == .table
    }

    private func ask(_ group: [(place: Int, test: RowTest)], _ prepared: inout [PreparedTest?]) {
        guard !settings.stop.isRequested else { return }
        let begin = settings.now()
        let counts = try? count(group.map(\.test))
        let part = settings.now().timeInterval(since: begin) / Double(group.count)
        for (index, member) in group.enumerated() {
            prepared[member.place]?.seconds += part
            prepared[member.place]?.findsNothing = counts?[index] == 0
        }
    }

    /// The number of rows that each test looks for; nil where the engine does not say. Throws what it answers.
    private func count(_ tests: [RowTest]) throws -> [Int?] {
        let session = try worker.session(named: "rows of \(self.tests.first?.dependsOn.nodes.first ?? "")")
        let context = RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project, session: session)
        defer { context.end() }
        let list: ([String]) -> Value = { .object(ListObject($0.map(Value.string))) }
        let sql = try context.callMacro(
            "smelt_row_scan",
            [
                ("source", .string(tests[0].source)), ("conditions", list(tests.map(\.condition))),
                ("results", .object(ListObject(tests.map { list($0.results) }))), ("patterns", list(tests.flatMap(\.patterns))),
            ])
        let rows = try session.execute(sql.str(), autoBegin: false, fetch: .all).table.rows
        guard rows.count == 1, rows[0].count >= tests.count else { return tests.map { _ in nil } }
        return rows[0].prefix(tests.count).map(\.int)
    }
}

/// Takes in silence what templates say, and notes that they did.
private final class QuietOutput: TemplateOutput {
    private let used = Mutex(false)

    /// Whether something was said.
    var wasUsed: Bool { used.withLock { $0 } }
    func noteUse() { used.withLock { $0 = true } }

    func log(_ message: String, info: Bool, node: String?) { noteUse() }
    func print(_ message: String, node: String?) { noteUse() }
    func warn(_ warning: TemplateWarning, node: String?) { noteUse() }
    func tellBehaviour(_ flag: String) { noteUse() }
}
