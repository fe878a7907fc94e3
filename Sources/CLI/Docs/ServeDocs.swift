import Diagnostics
import DocsServer
import DocsSite
import Files
import Project
import Runner

extension Session {
    /// `docs serve`: shows the site to browsers until Ctrl-C; with `--watch` it is written anew whenever the project changes.
    func serveDocs() throws -> Int32 {
        let flags = invocation.flags
        guard let port = flags.int("port"), (0...65_535).contains(port) else {
            throw UsageError(
                message: "Option '--port' is a number from 0 to 65535: \(flags.int("port") ?? 0) is none.", hint: "0 takes one that is free"
            )
        }
        let setup = try readSetup()
        let watch = flags.isOn("watch") ? DocsWatch(self, setup) : nil
        if let watch { watch.write() }
        let index = FilePath.join(setup.targetFolder, "index.html")
        guard files.isFile(index) else {
            // The errors of the project have been told.
            if watch != nil { return ExitCode.compile.number(for: invocation.command) }
            throw Self.noDocumentation(index, shown: setup.targetPath)
        }
        let site = ServedSite(folder: setup.targetFolder, assets: setup.root.paths.assets)
        let server = try DocsServer(site, host: flags.text("host") ?? "127.0.0.1", port: port, pages: watch?.pages)
        defer { server.stop() }
        if !server.isLoopback {
            try warn(
                .warning(
                    "docs-for-others",
                    "whoever reaches this port can read the SQL and the descriptions of the project; there is no password"))
        }
        console.emit(.output("Documentation at \(server.address)\nPress Ctrl-C to end"))
        if flags.isOn("browser"), !Browser(invocation.environment).open(server.address) {
            console.emit(.note("No browser could be started"))
        }
        if let watch { watch.follow() } else { while !stop.isRequested { Process.pause(seconds: 0.1) } }
        // As with dbt: there is no other way to end it.
        return Interrupt.exitCode
    }

    /// `docs open`: shows the site that is there in a browser, without a server.
    func openDocs() throws -> Int32 {
        let setup = try readSetup()
        let index = FilePath.join(setup.targetFolder, "index.html")
        guard files.isFile(index) else { throw Self.noDocumentation(index, shown: setup.targetPath) }
        let address = Browser.address(ofFile: FilePath.normalize(index))
        guard Browser(invocation.environment).open(address) else {
            throw Diagnostic(
                "no-browser", .error, "No browser could be started", hint: "name one in the variable BROWSER, or open \(address) yourself")
        }
        console.emit(.note("Opened \(address)"))
        return 0
    }

    private static func noDocumentation(_ path: String, shown folder: String) -> Diagnostic {
        Diagnostic(
            "no-documentation", .error, "There is no documentation yet: \(FilePath.join(folder, "index.html")) is not there",
            hint: "write it with: smelt docs generate")
    }
}
