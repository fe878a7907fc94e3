import Formats
import Runner

extension RunMessages {

    /// `ls` without a result.
    static var noNodesSelected: LogEvent { LogEvent("NoNodesSelected", "M021", .warn, Ink.warningTag("No nodes selected!")) }

    /// The statements that are being cancelled, a line each.
    static func cancelling(_ connections: [String], width: Int) -> [LogEvent] {
        let layout = ResultLine(width: width)
        return connections.map { name in
            LogEvent(
                "LogCancelLine", "Q022", .error, layout.text("CANCEL query \(name)", status: Ink.red("CANCEL"), progress: nil),
                data: ["conn_name": .string(name)])
        }
    }

    /// What became of the nodes that were not finished when the run was stopped.
    static func stopped(_ nodes: StoppedNodes) -> [LogEvent] {
        let parts = [
            ("Cancelled and rolled back", nodes.cancelled),
            ("Did not stop in time, so whether it was committed is not known", nodes.unconfirmed), ("Not started", nodes.unstarted),
        ]
        let lines = parts.filter { !$0.1.isEmpty }.map { title, ids in
            let shown = ids.prefix(5).joined(separator: ", ")
            return LogEvent.note("\(title): \(shown)\(ids.count > 5 ? " and \(ids.count - 5) more" : "")", level: .warn)
        }
        return lines.isEmpty ? [] : [.formatting()] + lines
    }
}

extension RunMessages {
    /// `docs generate` asks the database.
    static var buildingCatalog: LogEvent { LogEvent("BuildingCatalog", "E044", .info, "Building catalog") }

    /// `docs generate` gave up.
    static let noCatalog = LogEvent("CannotGenerateDocs", "E043", .info, "compile failed, cannot generate docs")

    /// `docs generate` has written its file.
    static func catalogWritten(_ path: String) -> LogEvent {
        LogEvent("CatalogWritten", "E042", .info, "Catalog written to \(path)", data: ["path": .string(path)])
    }

    /// `deps` without packages.
    static var noPackages: LogEvent {
        LogEvent("DepsNoPackagesFound", "M013", .info, "Warning: No packages were found in packages.yml")
    }

    /// `deps` installs a package.
    static func installing(_ name: String, from place: String) -> LogEvent {
        LogEvent("DepsStartPackageInstall", "M014", .info, "Installing \(name) from \(place)", data: ["package_name": .string(name)])
    }
}
