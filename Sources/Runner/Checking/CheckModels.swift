import Compiler
import Context
import Formats
import Graph
import Jinja
import Warehouse

extension CheckRun {
    /// Compiles a model and makes its empty relation. Throws what is wrong with it.
    func define(model node: Node) throws -> Standing {
        let compiled = try compile(node)
        let code = compiled.compilation?.code ?? ""
        if node.isEphemeral {
            try examine(code, of: node)
            texts[node.uniqueID] = code
            return .sound([], dependsOnRows: dependsOnRows(node))
        }
        let relation = plainContext.relation(of: node)
        guard try takesPlainQuery(node) else {
            guard let finding = try? shadow.define(relation, as: code, kind: .table) else {
                leaveOut(node.uniqueID, node.name, .materialization(node.materialized))
                return .unknown
            }
            learn(relation, of: node)
            return .sound(finding.columns, dependsOnRows: true)
        }
        try runHeader(of: node)
        let columns = try define(relation, as: code, of: compiled)
        learn(relation, of: node)
        if node.materialized == "incremental" { try besides(node) { try checkLaterRun(of: node, first: code) } }
        return .sound(columns, dependsOnRows: dependsOnRows(node))
    }

    /// Whether the columns of a node may be others where tables have rows.
    func dependsOnRows(_ node: Node) -> Bool { questions.wereAsked || reads(doubtfulOf: node) }

    /// The node with its compiled text, which is written below the target folder as `compile` writes it. Throws what rendering throws.
    func compile(_ node: Node) throws -> Node {
        var compiled = try shadow.reading { try compiler.compile(node) }
        if selected.contains(node.uniqueID), let code = compiled.compilation?.code, !code.isEmpty {
            let path = compiledPath(of: node)
            compiled.compilation?.path = path
            try settings.writeFile(path, unprefixed(code))
        }
        return compiled
    }

    /// Where the compiled text of a node is kept, below the project's folder.
    func compiledPath(of node: Node) -> String { settings.targetPath + "/compiled/" + node.pathBelowTarget }

    /// Whether a model's text is a query that its materialization makes a relation of: those of a project may take it for a pattern of one.
    private func takesPlainQuery(_ node: Node) throws -> Bool {
        let macro = try compiler.context(for: node).macros.materialization(node.materialized, package: node.packageName)
        guard let package = macro.object(ProjectMacro.self)?.definition.package else { return false }
        return settings.world.internalPackages.contains(package)
    }

    /// Runs what a model wants to have run before its query: settings, temporary functions.
    private func runHeader(of node: Node) throws {
        guard let header = node.config["sql_header"]?.string, !header.isEmpty else { return }
        do {
            _ = try session.run(header, autoBegin: false, fetch: .none)
            try shadow.keep()
        } catch let error as WarehouseError {
            throw StatementFailure(error: error, code: header)
        }
    }

    /// Looks at a query that stands for itself or inside of another. Throws `StatementFailure`.
    func examine(_ code: String, of node: Node) throws {
        do {
            let finding = try shadow.examine(code)
            if let doubt = finding.doubt { tell(doubt: doubt, in: code, of: node) }
        } catch {
            throw StatementFailure(error: error, code: code)
        }
    }

    private func define(_ relation: Relation, as code: String, of node: Node) throws -> [Warehouse.Column] {
        let finding: ShadowFinding
        do {
            guard node.contract.enforced, node.materialized != "view" else {
                finding = try shadow.define(relation, as: code, kind: node.materialized == "view" ? .view : .table)
                if let doubt = finding.doubt { tell(doubt: doubt, in: code, of: node) }
                if node.contract.enforced { try assertContract(of: node, code) }
                return finding.columns
            }
            finding = try shadow.examine(code)
        } catch let error as WarehouseError {
            throw StatementFailure(error: error, code: code)
        }
        if let doubt = finding.doubt { tell(doubt: doubt, in: code, of: node) }
        try assertContract(of: node, code)
        return try defineContracted(relation, node)
    }

    /// Holds a query's columns to the model's contract. Throws dbt's message where they differ.
    private func assertContract(of node: Node, _ code: String) throws {
        _ = try shadow.reading {
            try compiler.context(for: node).callMacro("get_assert_columns_equivalent", [("sql", .string(code))])
        }
    }

    /// Makes the table that a contract promises, with its constraints as far as they can be made here.
    private func defineContracted(_ relation: Relation, _ node: Node) throws -> [Warehouse.Column] {
        let context = compiler.context(for: node)
        let columns = node.columns.map { Warehouse.Column(name: $0.name, dtype: $0.dataType ?? "") }
        let definition = try context.callMacro("get_table_columns_and_constraints", []).str()
        do {
            _ = try session.run("create table \(relation.render()) \(definition)", autoBegin: false, fetch: .none)
            try shadow.keep()
            return columns
        } catch let error as WarehouseError where error.kind == .sql {
            // A foreign key needs a table that is there under its real name.
            guard definition.lowercased().contains("references") else { throw StatementFailure(error: error, code: "") }
            try shadow.define(relation, columns: columns)
            return columns
        }
    }

    /// Looks at what is run beside the making of a node's relation: a mistake there leaves the relation as it is.
    func besides(_ node: Node, _ work: () throws -> Void) throws {
        do {
            try work()
        } catch let failure as StatementFailure {
            try tell(failure, of: node)
        }
    }

    /// Looks at the text that an incremental model has once its table exists.
    private func checkLaterRun(of node: Node, first: String) throws {
        let later = try shadow.reading { try compiler.compile(node) }
        guard let code = later.compilation?.code, code != first else { return }
        if selected.contains(node.uniqueID) { try settings.writeFile(compiledPath(of: node), unprefixed(code)) }
        try examine(code, of: later)
    }
}
