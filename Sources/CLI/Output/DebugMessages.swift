import Context
import Formats
import Graph
import Runner
import Warehouse

/// Messages for the log file: the steps of nodes, sessions, statements.
enum DebugMessages {
    private static func debug(
        _ name: String, _ code: String, _ text: String, _ data: @autoclosure @escaping @Sendable () -> ConfigMap,
        _ info: Console.NodeFields?
    ) -> LogEvent {
        LogEvent(name, code, .debug, text, data: info.map { data().merging(["node_info": .map($0())]) } ?? data())
    }

    /// A node got a step further.
    static func reached(_ step: NodeStep, _ id: String, info: Console.NodeFields?) -> LogEvent {
        switch step {
        case .compiling: debug("NodeCompiling", "Q030", "Began compiling node \(id)", [:], info)
        case .written: debug("WritingInjectedSQLForNode", "Q029", "Writing injected SQL for node \"\(id)\"", [:], info)
        case .executing: debug("NodeExecuting", "Q031", "Began executing node \(id)", [:], info)
        }
    }

    /// A node failed.
    static func failed(_ item: RunItem, _ result: RunResult, info: Console.NodeFields?) -> [LogEvent] {
        let message = Ink.removed(from: result.message ?? "")
        let mark =
            "Marking all children of '\(item.uniqueID)' to be skipped because of status '\(result.status.rawValue)'. Reason: \(message)."
        return [
            debug("CatchableExceptionOnRun", "W002", message, ["exc": .string(message), "exc_info": ""], info),
            debug(
                "MarkSkippedChildren", "Z033", mark,
                [
                    "run_result": .map(NodeMessages.fields(of: result)), "status": .string(result.status.rawValue),
                    "unique_id": .string(item.uniqueID),
                ], nil),
        ]
    }

    /// All nodes ended.
    static func ended(_ results: [RunResult], seconds: Double, at time: Timestamp) -> LogEvent {
        let isSuccess = !results.contains { $0.status.isFailure }
        return debug(
            "EndRunResult", "Q037", "Command end result",
            [
                "elapsed_time": .seconds(seconds), "generated_at": .string(time.artifactText),
                "results": .list(results.map { .map(NodeMessages.fields(of: $0)) }), "success": .bool(isSuccess),
            ], nil)
    }

    /// Something happened to a session.
    static func session(_ change: SessionChange, _ name: String, adapterType: String, info: Console.NodeFields?) -> [LogEvent] {
        let data: ConfigMap = ["conn_name": .string(name)]
        switch change {
        case .opened:
            let typed = data.merging(["conn_type": .string(adapterType)])
            return [
                debug("NewConnection", "E005", "Acquiring new \(adapterType) connection '\(name)'", typed, info),
                debug(
                    "NewConnectionOpening", "E037", "Opening a new connection, currently in state init", ["connection_state": "init"], info),
            ]
        case .reused(let former):
            let text = "Re-using an available connection from the pool (formerly \(former), now \(name))"
            return [debug("ConnectionReused", "E006", text, data.merging(["orig_conn_name": .string(former)]), nil)]
        case .committing:
            return [debug("SQLCommit", "E018", "On \(name): COMMIT", data, info)]
                + statement("COMMIT", on: name, adapterType: adapterType, info: info)
        case .closed: return [debug("ConnectionClosed", "E010", "On \(name): Close", data, info)]
        }
    }

    /// What is known to exist changed.
    static func cache(_ change: RelationCache.Change) -> LogEvent {
        @Sendable func key(_ relation: Relation) -> ConfigMap {
            [
                "database": .string((relation.database ?? "").lowercased()), "schema": .string((relation.schema ?? "").lowercased()),
                "identifier": .string((relation.identifier ?? "").lowercased()),
            ]
        }
        func shown(_ relation: Relation) -> String {
            "(database=\(relation.database ?? ""), schema=\(relation.schema ?? ""), identifier=\(relation.identifier ?? ""))".lowercased()
        }
        func event(_ action: String, _ text: String, _ first: Relation, _ second: Relation? = nil) -> LogEvent {
            let data: ConfigMap = ["action": .string(action), "ref_key": .map(key(first))]
            return debug("CacheAction", "E022", text, second.map { data.merging(["ref_key_2": .map(key($0))]) } ?? data, nil)
        }
        switch change {
        case .added(let relation): return event("add_relation", "adding relation: \(shown(relation))", relation)
        case .dropped(let relation): return event("drop_relation", "dropping relation: \(shown(relation))", relation)
        case .renamed(let old, let new):
            return event("rename_relation", "renaming relation \(shown(old)) to \(shown(new))", old, new)
        case .linked(let dependent, let referenced):
            return event("add_link", "adding link, \(shown(referenced)) references \(shown(dependent))", referenced, dependent)
        }
    }

    /// A statement goes to the database.
    static func statement(_ sql: String, on connection: String, adapterType: String, info: Console.NodeFields?) -> [LogEvent] {
        return [
            debug(
                "ConnectionUsed", "E015", "Using \(adapterType) connection \"\(connection)\"",
                ["conn_name": .string(connection), "conn_type": .string(adapterType)], info),
            debug("SQLQuery", "E016", "On \(connection): \(sql)", ["conn_name": .string(connection), "sql": .string(sql)], info),
        ]
    }

    /// The database answered.
    static func answered(_ status: String, seconds: Double, info: Console.NodeFields?) -> LogEvent {
        debug(
            "SQLQueryStatus", "E017", "SQL status: \(status) in \(ResultLine.decimal(seconds, places: 3)) seconds",
            ["elapsed": .seconds(seconds), "query_id": "", "status": .string(status)], info)
    }
}
