import Diagnostics
import Formats
import Packages
import Project
import Runner

extension RunMessages {

    /// `ls` without a result.
    static var noNodesSelected: LogEvent { LogEvent("NoNodesSelected", "Q038", .warn, Ink.warningTag("No nodes selected!")) }

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

    /// Not all of the catalog could be read.
    static func catalogFailures(_ count: Int) -> LogEvent {
        LogEvent(
            "WriteCatalogFailure", "E041", .error, "dbt encountered \(count) failure\(count == 1 ? "" : "s") while writing the catalog",
            data: ["num_exceptions": .int(count)])
    }

    /// `docs generate` has written its file.
    static func catalogWritten(_ path: String) -> LogEvent {
        LogEvent("CatalogWritten", "E042", .info, "Catalog written to \(path)", data: ["path": .string(path)])
    }

    /// The documentation site has been written.
    static func siteWritten(_ path: String) -> LogEvent {
        LogEvent("DocsSiteWritten", "Z069", .info, "Documentation written to \(path)", data: ["path": .string(path)])
    }
}

extension RunMessages {
    /// What `deps` tells, in dbt's words. Warnings are shown as every other warning is.
    static func package(_ event: PackageEvent) -> LogEvent {
        switch event {
        case .nothingToDo: LogEvent("DepsNoPackagesFound", "M013", .info, "Warning: No packages were found in packages.yml")
        case .installing(let name):
            LogEvent("DepsStartPackageInstall", "M014", .info, "Installing \(name)", data: ["package_name": .string(name)])
        case .installed(let version):
            LogEvent("DepsInstallInfo", "M015", .info, "Installed from \(version)", data: ["version_name": .string(version)])
        case .updateAvailable(let latest):
            LogEvent(
                "DepsUpdateAvailable", "M016", .info, "Updated version available: \(latest)", data: ["version_latest": .string(latest)])
        case .upToDate: LogEvent("DepsUpToDate", "M017", .info, "Up to date!")
        case .subdirectory(let path):
            LogEvent("DepsListSubdirectory", "M018", .info, "and subdirectory \(path)", data: ["subdirectory": .string(path)])
        case .updatesAvailable(let packages):
            LogEvent(
                "DepsNotifyUpdatesAvailable", "M019", .info,
                "\nUpdates available for packages: [\(packages.map(PythonText.quoted).joined(separator: ", "))]\n"
                    + "Update your versions in packages.yml, then run dbt deps", data: ["packages": .list(packages.map(ConfigValue.string))]
            )
        case .writingLock(let path):
            LogEvent("DepsLockUpdating", "M031", .info, "Updating lock file in file path: \(path)", data: ["lock_filepath": .string(path)])
        case .createdList: .formatting("Created packages.yml")
        case .added(let name, let version, let path):
            LogEvent(
                "DepsAddPackage", "M032", .info, "Added new package \(name)@\(version ?? "None") to \(path)",
                data: ["package_name": .string(name), "packages_filepath": .string(path), "version": .optional(version)])
        case .removedDuplicate(let entry):
            LogEvent(
                "DepsFoundDuplicatePackage", "M033", .info,
                "Found duplicate package in packages.yml, removing: \(PythonText.repr(.map(entry)))", data: ["removed_package": .map(entry)]
            )
        case .request(let url):
            LogEvent(
                "RegistryProgressGETRequest", "M024", .debug, "Making package registry request: GET \(url)", data: ["url": .string(url)])
        case .linking: LogEvent("DepsCreatingLocalSymlink", "Z037", .debug, "Creating symlink to local dependency.")
        case .note(let text): .note(text)
        case .warning(let diagnostic): .note(diagnostic.message, level: .warn)
        }
    }
}
