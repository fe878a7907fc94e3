import Compiler
import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Project
import Warehouse

extension CheckRun {
    /// Makes the empty table of a seed. Throws what is wrong with it.
    func define(seed node: Node) throws -> Standing {
        let table = try settings.seedTable(node).withoutRows
        let context = compiler.context(for: node)
        let relation = plainContext.relation(of: node)
        do {
            _ = try context.callMacro("create_csv_table", [("model", context.lookup("model") ?? .none), ("agate_table", .object(table))])
            try shadow.keep()
        } catch let error as WarehouseError {
            throw StatementFailure(error: error, code: "")
        }
        questions.forget()
        learn(relation, of: node)
        return .sound(table.columnNames.map { Warehouse.Column(name: $0, dtype: "") }, dependsOnRows: false)
    }

    /// Makes a function, where the engine has them. Throws what is wrong with it.
    func define(function node: Node) throws -> Standing {
        let context = compiler.context(for: try compile(node))
        for hooks in ["pre_hooks", "post_hooks"] { context.extra[hooks] = .object(ListObject()) }
        context.refresh()
        do {
            _ = try context.renderer.call(
                context.macros.materialization(node.materialized, package: node.packageName), Arguments())
            try shadow.keep()
        } catch let error as WarehouseError {
            throw StatementFailure(error: error, code: context.node?.compilation?.code ?? "")
        }
        return .sound([], dependsOnRows: false)
    }

    /// Makes the empty table of a snapshot: its query with the columns that its strategy adds. Throws what is wrong with it.
    func define(snapshot node: Node) throws -> Standing {
        let compiled = try compile(node)
        let code = compiled.compilation?.code ?? ""
        try examine(code, of: compiled)
        let context = compiler.context(for: compiled)
        let relation = plainContext.relation(of: node)
        let first = try shadow.reading {
            let strategy = try strategy(of: compiled, context, targetExists: false)
            return try context.callMacro("build_snapshot_table", [("strategy", strategy), ("sql", .string(code))]).str()
        }
        let columns = try pointing(at: code, in: first) { () throws(WarehouseError) in
            try shadow.define(relation, as: first, kind: .table).columns
        }
        learn(relation, of: node)
        try besides(node) {
            let later = try shadow.reading {
                let strategy = try strategy(of: compiled, context, targetExists: true)
                return try context.callMacro(
                    "snapshot_staging_table",
                    [("strategy", strategy), ("source_sql", .string(code)), ("target_relation", .relation(relation))]
                ).str()
            }
            _ = try pointing(at: code, in: later) { () throws(WarehouseError) in try shadow.examine(later) }
        }
        return .sound(columns, dependsOnRows: dependsOnRows(node))
    }

    /// How a snapshot recognises changed rows: what the macro of its strategy gives.
    private func strategy(of node: Node, _ context: RenderContext, targetExists: Bool) throws -> Value {
        let model = context.lookup("model") ?? .none
        let name = node.config["strategy"]?.string.map(Value.string) ?? .none
        return try context.renderer.call(
            try context.callMacro("strategy_dispatch", [("name", name)]),
            Arguments([
                model, .string("snapshotted_data"), .string("source_data"), try context.renderer.attribute("config", of: model),
                .bool(targetExists),
            ]))
    }

    /// Puts a statement to the engine; what that finds wrong is told of the text that stands in it.
    private func pointing<T>(at code: String, in statement: String, _ work: () throws(WarehouseError) -> T) throws -> T {
        do {
            return try work()
        } catch {
            throw StatementFailure(error: Self.moved(error, from: statement, to: code), code: code)
        }
    }

    /// Looks at the statement that counts what a test finds. Throws what is wrong with it.
    func check(test node: Node) throws -> Standing {
        let compiled = try compile(node)
        let code = compiled.compilation?.code ?? ""
        let context = compiler.context(for: compiled)
        let sql = try shadow.reading {
            let limited = try context.callMacro(
                "get_limit_subquery_sql", [("sql", .string(code)), ("limit", node.config["limit"]?.jinjaValue() ?? .none)])
            return try context.callMacro(
                "get_test_sql",
                [("main_sql", .string("\n    " + (try limited.str())))]
                    + ["fail_calc", "warn_if", "error_if"].map { ($0, node.config[$0]?.jinjaValue() ?? .none) } + [("limit", .none)]
            ).str()
        }
        let finding = try pointing(at: code, in: sql) { () throws(WarehouseError) in try shadow.examine(sql) }
        if let doubt = finding.doubt { tell(doubt: Self.moved(doubt, from: sql, to: code), in: code, of: node) }
        return .sound([], dependsOnRows: false)
    }

    /// An error about a statement as one about the text that stands in it; the place is lost where it lies outside of that text.
    static func moved(_ error: WarehouseError, from statement: String, to code: String) -> WarehouseError {
        let place = error.position.flatMap { position -> Int? in
            guard let start = statement.firstRange(of: code)?.lowerBound else { return nil }
            let before = statement.unicodeScalars.distance(from: statement.startIndex, to: start)
            return position > before && position - before <= code.unicodeScalars.count + 1 ? position - before : nil
        }
        return WarehouseError(
            error.kind, error.message, code: error.code, sqlState: error.sqlState, position: place, advice: error.advice)
    }

    // MARK: Unit tests

    /// Looks at the statement of a unit test: its fixtures have to fit the columns of its inputs.
    func check(_ test: UnitTest) throws {
        let inputs = test.dependsOn.nodes.flatMap { manifest.nodes[$0]?.dependsOn.nodes ?? [] } + test.dependsOn.nodes
        if let obstacle = obstacle(among: inputs) {
            if case .broken = obstacle {
                if selected.contains(test.uniqueID) { report.behindMistakes.append(test.uniqueID) }
            } else {
                leaveOut(test.uniqueID, test.name, .behindUnchecked)
            }
            return
        }
        questions.forget()
        let unitTests = UnitTestCompiler(
            world: settings.world, library: settings.macroLibrary, project: settings.project, session: session,
            seedTable: settings.seedTable)
        do {
            let compiled = try shadow.reading { try unitTests.compile(test) { _ in } }
            _ = try shadow.examine(compiled.node.compilation?.code ?? "")
            try checkExpectations(of: test)
        } catch let error as WarehouseError where !(error.kind == .sql || error.kind == .usage) {
            throw error
        } catch {
            if settings.stop.isRequested { throw error }
            guard !questions.wereAsked, !inputs.contains(where: dependsOnRows) else {
                return leaveOut(test.uniqueID, test.name, .rows)
            }
            tell(error, of: test)
        }
    }

    private func dependsOnRows(_ id: String) -> Bool {
        if case .sound(_, dependsOnRows: true) = standings[id] { return true }
        return false
    }

    /// Compares the names of expected values with the model's columns.
    private func checkExpectations(of test: UnitTest) throws {
        guard case .sound(let columns, _) = standings[test.dependsOn.nodes.first ?? ""], !columns.isEmpty else { return }
        let known = Set(columns.map { $0.name.lowercased() })
        for row in test.expect["rows"]?.list ?? [] {
            for entry in row.map ?? [:] where !known.contains(entry.name.lowercased()) {
                throw Diagnostic(
                    "check-unknown-column", .error,
                    "unit test '\(test.name)' expects a column '\(entry.name)' that '\(test.model)' does not have",
                    at: entry.key.span ?? test.span, hint: DidYouMean.hint(entry.name, among: columns.map(\.name)))
            }
        }
    }
}
