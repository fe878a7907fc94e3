import Compiler
import Context
import Diagnostics
import Files
import Formats
import Graph
import Jinja
import Warehouse

/// Compiles one node, runs it and says what came of it. Never throws: whatever happens becomes a result.
struct NodeExecution {
    let worker: Worker
    private let mode: RunMode
    /// Whether it is a batch that adds rows to what earlier ones built: `is_incremental()` is true then, also with `--full-refresh`.
    private let addsRows: Bool
    private let started: Timestamp
    /// The node, with what was found out about it.
    var node: Node
    /// The unit test that the node stands for; nil for every other node.
    let unitTest: UnitTest?
    /// What was found out about a test before its turn.
    let prepared: PreparedTest?
    private var timing: [Timing] = []
    /// Whether the work ended because somebody stopped it.
    private(set) var wasStopped = false
    /// What is left of work whose session was lost.
    private var remains: String?

    /// The work on one node.
    init(_ node: Node, worker: Worker, mode: RunMode, addsRows: Bool = false, prepared: PreparedTest? = nil) {
        self.node = node
        self.worker = worker
        self.mode = mode
        self.addsRows = addsRows
        unitTest = nil
        self.prepared = prepared
        started = worker.settings.now()
    }

    /// The work on one unit test.
    init(_ test: UnitTest, worker: Worker, mode: RunMode) {
        node = Node(
            uniqueID: test.uniqueID, name: test.name, resourceType: .unitTest, packageName: test.packageName, path: test.path,
            originalFilePath: test.originalFilePath, fqn: test.fqn,
            details: .unitTest(UnitTestDetails(testedNode: test.dependsOn.nodes.first ?? "")))
        self.worker = worker
        self.mode = mode
        addsRows = false
        unitTest = test
        prepared = nil
        started = worker.settings.now()
    }

    var settings: RunSettings { worker.settings }

    /// Does the work.
    mutating func run() -> RunResult {
        var result: RunResult
        do {
            result = try run(introspects: settings.world.invocation.flags["introspect"]?.bool ?? true)
        } catch {
            wasStopped = settings.stop.isRequested && Self.isCancellation(error)
            result = failure(error)
        }
        worker.release()
        result.timing = timing
        result.threadID = worker.threadID
        result.executionTime = settings.now().timeInterval(since: started) + (prepared?.seconds ?? 0)
        // As in dbt, a unit test that could not be run has no code to show.
        result.node = unitTest != nil && result.status == .error ? nil : node
        return result
    }

    /// Without introspection (`compile --no-introspect`) no session is opened: templates cannot ask the database.
    private mutating func run(introspects: Bool) throws -> RunResult {
        if case .compile = mode, !introspects {
            try timed("compile") { try $0.compile(nil) }
            return RunResult(uniqueID: node.uniqueID, node: node, status: .success)
        }
        return try withOneRetry(worker.session(named: node.uniqueID, for: .node(node)))
    }

    /// Does the work again where the database failed for a passing reason and nothing of the first attempt was committed.
    private mutating func withOneRetry(_ session: WarehouseSession) throws -> RunResult {
        session.forgetTraces()
        let original = node
        let memory = session.cache.remember(database: node.database, schema: node.schema, identifier: node.alias)
        do {
            return try compileAndExecute(session)
        } catch let error as WarehouseError where error.isTransient && !session.hasLeftTraces && !settings.stop.isRequested {
            settings.sink.receive(.retrying(.node(node), reason: error.message))
            node = original
            timing = []
            do {
                session.cache.restore(memory)
                try session.connection.reset()
                // A wish to stop that came meanwhile was forgotten with the reset.
                if settings.stop.isRequested { session.connection.cancelHandle.cancel() }
                return try compileAndExecute(session)
            } catch let error as WarehouseError {
                remains = Self.remains(after: error, session)
                throw error
            }
        } catch let error as WarehouseError {
            remains = Self.remains(after: error, session)
            throw error
        }
    }

    /// What of the work stands in the database after its session was lost; nil for every other failure.
    private static func remains(after error: WarehouseError, _ session: WarehouseSession) -> String? {
        guard error.isTransient else { return nil }
        if session.isCommitting {
            return "The answer to its commit never came: whether it was committed is not known. Look before running it again."
        }
        return session.hasLeftTraces
            ? "What it had committed before stays; the rest was rolled back." : "Nothing of it was committed: the work was rolled back."
    }

    /// Whether an error is what work ends with that was stopped: the statement's, or the template's that ran.
    private static func isCancellation(_ error: any Error) -> Bool {
        if let error = error as? WarehouseError { return error.kind == .cancelled }
        return error is JinjaError
    }

    /// The result of work that ended in an error.
    func failure(_ error: any Error) -> RunResult {
        if let unitTest { return failure(error, of: unitTest) }
        let text = FailureMessage.text(error, node: node, compiledCode: node.buildPath)
        let message = withRemains(text)
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .error, message: message)
        result.place = FailurePlace(node: node, statement: worker.failedStatement, settings: settings).diagnostic(error, message: message)
        result.isOfSurroundings = (error as? WarehouseError)?.isOfSurroundings ?? (error is FileError)
        return result
    }

    /// A message with what is left of work whose session was lost.
    func withRemains(_ message: String) -> String { remains.map { "\(message)\n  \($0)" } ?? message }

    /// Runs a part of the work and notes when it began and ended, also where it fails.
    private mutating func timed<T>(_ name: String, _ work: (inout NodeExecution) throws -> T) rethrows -> T {
        let begin = settings.now()
        defer { timing.append(Timing(name: name, startedAt: begin.artifactText, completedAt: settings.now().artifactText)) }
        return try work(&self)
    }

    private mutating func compileAndExecute(_ session: WarehouseSession) throws -> RunResult {
        if let unitTest {
            // As in dbt, what a test compiles counts as running it.
            timed("compile") { _ in }
            return try timed("execute") { try $0.execute(unitTest, session) }
        }
        settings.sink.receive(.nodeReached(.compiling, id: node.uniqueID))
        try timed("compile") { try $0.compile(session) }
        if node.isEphemeral, mode.builds { return RunResult(uniqueID: node.uniqueID, node: node, status: .success) }
        settings.sink.receive(.nodeReached(.executing, id: node.uniqueID))
        return try timed("execute") { execution in
            switch execution.mode {
            case .compile: RunResult(uniqueID: execution.node.uniqueID, node: execution.node, status: .success)
            case .show(let limit): try execution.show(session, limit: limit)
            case .execute:
                try execution.execute(
                    session,
                    materialization: execution.node.quarantineRule == nil ? execution.node.materialized : QuarantineRun.materialization)
            case .clone: try execution.execute(session, materialization: "clone")
            }
        }
    }

    private mutating func compile(_ session: WarehouseSession?) throws {
        if case .clone = mode { return }
        guard node.resourceType != .seed else { return }
        let injects = settings.world.invocation.flags["inject_ephemeral_ctes"]?.bool ?? true
        node = try prepared?.node ?? worker.compiler(session).compile(node, injectsCTEs: injects)
        let path = settings.targetPath + "/compiled/" + node.pathBelowTarget
        if let code = node.compilation?.code, !code.isEmpty {
            node.compilation?.path = path
            settings.sink.receive(.nodeReached(.written, id: node.uniqueID))
            try settings.writeFile(path, worker.unit?.names.published(code) ?? code)
        }
    }

    private mutating func execute(_ session: WarehouseSession, materialization: String) throws -> RunResult {
        let (context, made) = try materialize(node, session, as: materialization)
        defer { context.end() }
        if node.resourceType == .test { return try testResult(context, session) }
        guard let response = context.response(of: "main") else {
            if case .clone = mode { return RunResult(uniqueID: node.uniqueID, node: node, status: .success, message: "No-op") }
            throw RaisedError("Runtime Error", "main is not being called during running model")
        }
        if settings.world.invocation.isOn("show"), let rows = try context.seedTable?() {
            settings.sink.receive(.seedLoaded(node, sample: try rows.drawnSample(of: 10)))
        }
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .success, message: response.message)
        result.adapterResponse = response.artifactValue
        result.rowCount = rowCount(response, of: made, session)
        return node.resourceType == .function ? try addOverloads(to: result, session) : result
    }

    /// Runs a node's materialization, or another one, and notes the relations it made. Throws what goes wrong.
    mutating func materialize(
        _ node: Node, _ session: WarehouseSession, as materialization: String? = nil
    ) throws -> (context: RenderContext, made: [Relation]) {
        let context = worker.compiler(session).context(for: node)
        if addsRows {
            for (name, answer) in [("is_incremental", true), ("should_full_refresh", false)] {
                context.extra[name] = .object(FunctionObject(name, Signature()) { _, _ in .bool(answer) })
            }
        }
        if node.resourceType == .seed {
            let seed = node
            let seedTable = settings.seedTable
            let world = settings.world
            context.seedTable = {
                let table = try seedTable(seed)
                Self.noteUnknownColumns(of: seed, in: table, world.output)
                return world.invocation.isOn("empty") ? table.withoutRows : table
            }
        }
        defer { noteWrittenSQL(context) }
        context.onWrite = { [settings, node, unit = worker.unit] sql in
            try settings.writeFile(settings.targetPath + "/run/" + node.pathBelowTarget, unit?.names.published(sql) ?? sql)
        }
        if node.hasPercentThreshold || node.quarantineRule != nil { try context.addTestArguments() }
        if node.quarantineRule != nil { try QuarantineRun(node, settings).addFacts(to: context) }
        let macro = try context.macros.materialization(materialization ?? node.materialized, package: node.packageName)
        try Self.checkLanguage(of: macro)
        let returned = try withKnownVerdict(session) { try context.renderer.call(macro, Arguments()) }
        guard node.resourceType != .test || node.quarantineRule != nil else { return (context, []) }
        let relations = try Self.relations(returned, node)
        let all = try relations + latestVersionPointer(to: relations.first, context)
        worker.unit?.note(all)
        for relation in all {
            var made = relation
            made.dbtCreated = true
            session.cache.add(made)
        }
        return (context, relations)
    }

    mutating func noteWrittenSQL(_ context: RenderContext) {
        if context.writtenSQL != nil { node.buildPath = settings.targetPath + "/run/" + node.pathBelowTarget }
    }

    /// Says which columns of a seed's `column_types` its file has not.
    private static func noteUnknownColumns(of seed: Node, in table: SeedTableObject, _ output: any TemplateOutput) {
        let names = (seed.config["column_types"]?.map?.keys ?? []).filter { !table.columnNames.contains($0) }
        guard !names.isEmpty else { return }
        output.log(
            "Column types specified for non-existent columns in seed '\(seed.name)' (file: \(seed.originalFilePath)): "
                + "\(names.sorted().joined(separator: ", ")). These column type overrides will be ignored.", info: true, node: seed.uniqueID
        )
    }

    /// Throws dbt's message where a materialization takes no SQL.
    private static func checkLanguage(of materialization: Value) throws {
        guard let definition = materialization.object(ProjectMacro.self)?.definition, !definition.supportedLanguages.isEmpty,
            !definition.supportedLanguages.contains("sql")
        else { return }
        let languages = try Value.object(ListObject(definition.supportedLanguages.map(Value.string))).repr()
        throw RaisedError("Validation Error", "Materialization \"\(definition.name)\" only supports languages \(languages); got \"sql\"")
    }

    /// The relations a materialization returned. Throws dbt's messages for anything else.
    static func relations(_ value: Value, _ node: Node) throws -> [Relation] {
        if value.text != nil {
            throw JinjaError(
                .compilation,
                "The materialization (\"\(node.materialized)\") did not explicitly return a list of relations to add to the cache.")
        }
        guard let dict: DictObject = value.object() else {
            throw JinjaError(
                .compilation,
                "Invalid return value from materialization, expected a dict with key \"relations\", got: \(try value.str())")
        }
        guard let relations = dict["relations"] else {
            throw JinjaError(
                .compilation,
                "Invalid return value from materialization, \"relations\" not found, got keys: \(try Value.object(ListObject(dict.keys)).repr())"
            )
        }
        guard let list: ListObject = relations.object() else {
            throw JinjaError(
                .compilation,
                "Invalid return value from materialization, \"relations\" not a list, got: \(try relations.str())")
        }
        return try list.elements.map { element in
            guard let relation: RelationObject = element.object() else {
                throw JinjaError(
                    .compilation, "Invalid return value from materialization, \"relations\" contains non-Relation: \(try element.str())")
            }
            return relation.relation
        }
    }
}

extension StatementResponse {
    /// The response as `adapter_response` in `run_results.json`.
    var artifactValue: ConfigMap {
        var map = ConfigMap()
        map["_message"] = .string(message)
        if let code { map["code"] = .string(code) }
        if let rowsAffected { map["rows_affected"] = .int(rowsAffected) }
        if let queryID { map["query_id"] = .string(queryID) }
        return map
    }
}
