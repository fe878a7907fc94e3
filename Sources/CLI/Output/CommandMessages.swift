import Formats

extension RunMessages {

    /// `ls` without a result.
    static var noNodesSelected: LogEvent { LogEvent("NoNodesSelected", "M021", .warn, Ink.warningTag("No nodes selected!")) }

    /// The statements that are being cancelled, a line each.
    static func cancelling(_ connections: [String]) -> [LogEvent] {
        connections.map { name in
            LogEvent(
                "LogCancelLine", "Q022", .error, "CANCEL query \(name) ... [CANCEL]", data: ["conn_name": .string(name)])
        }
    }
}
