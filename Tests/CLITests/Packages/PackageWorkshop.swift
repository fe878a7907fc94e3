import Foundation
import Testing

/// A folder with a project, and packages for it: a hub on this machine, git repositories, archives. Nothing leaves the machine.
final class PackageWorkshop {
    let folder: String
    private var server: Foundation.Process?
    private(set) var hubAddress = "http://127.0.0.1:9/"

    /// A project `shop` and, with `hub`, a server for what `publish` puts there.
    init(hub: Bool = true) throws {
        folder = NSTemporaryDirectory() + "smelt-packages-\(UUID().uuidString)"
        write("shop/dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\n")
        write("shop/profiles.yml", "shop: {target: dev, outputs: {dev: {type: sqlite, path: shop.db}}}\n")
        write("hub/ready", "")
        if hub { try serve() }
    }

    deinit {
        // The tests' own process may have been started with polite signals blocked, and hands that on.
        if let server {
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts a web server on a free port; it tells its port on standard output.
    private func serve() throws {
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let code = """
            import functools, http.server, sys
            class Quiet(http.server.SimpleHTTPRequestHandler):
                def log_message(self, *arguments): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=sys.argv[1]))
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        process.arguments = ["python3", "-c", code, folder + "/hub"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        server = process
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        hubAddress = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))/"
    }

    // MARK: Files

    func write(_ path: String, _ text: String) {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? Data(text.utf8).write(to: url)
    }

    func read(_ path: String) -> String? { try? String(contentsOfFile: folder + "/" + path, encoding: .utf8) }

    func names(in path: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + path)) ?? []).sorted() }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: folder + "/" + path) }

    // MARK: Programs

    @discardableResult
    func smelt(_ arguments: String..., environment: [String: String] = [:], in place: String = "shop") throws -> EndedProgram {
        var variables = ["DBT_PACKAGE_HUB_URL": hubAddress, "HOME": folder, "NO_PROXY": "*", "no_proxy": "*"]
        variables.merge(environment) { _, new in new }
        return try BuiltProgram.run(arguments, in: folder + "/" + place, environment: variables)
    }

    /// Runs a shell script in the folder. A failure of it fails the test.
    func shell(_ script: String) throws { try BuiltProgram.shell(script, in: folder) }

    // MARK: Packages

    /// Puts versions of a package of the namespace `acme` onto the hub. `packages` is what each version asks for, JSON.
    func publish(_ name: String, _ versions: [(version: String, packages: String)], requires: String = #"[">=1.3.0"]"#) throws {
        var entries: [String] = []
        for (version, packages) in versions {
            write("work/\(name)/dbt_project.yml", "name: \(name)\nversion: '0.0.1'\n")
            write("work/\(name)/macros/of.sql", "{% macro \(name)_version() %}\(version){% endmacro %}")
            try shell("tar -czf hub/\(name)-\(version).tar.gz -C work \(name)")
            entries.append(
                """
                "\(version)": {"name": "\(name)", "packages": \(packages), "require_dbt_version": \(requires),
                  "downloads": {"tarball": "\(hubAddress)\(name)-\(version).tar.gz"}}
                """)
        }
        write(
            "hub/api/v1/acme/\(name).json",
            #"{"name": "\#(name)", "namespace": "acme", "versions": {"# + entries.joined(separator: ",") + "}}")
    }

    /// Makes a git repository with a project in it, tagged `v1`, and a second commit on `main`; gives the first commit.
    func repository(_ name: String) throws -> String {
        write("\(name)/dbt_project.yml", "name: \(name)\nversion: '1.0'\n")
        write("\(name)/macros/of.sql", "{% macro of_\(name)() %}first{% endmacro %}")
        write("\(name)/parts/one/dbt_project.yml", "name: \(name)_part\nversion: '1.0'\n")
        let git = "git -c user.name=ada -c user.email=ada@example.org"
        try shell(
            """
            cd \(name); git init --quiet --initial-branch=main .; git add -A; \(git) commit --quiet -m first; git tag v1; git rev-parse HEAD > ../commit
            echo '{% macro of_\(name)() %}second{% endmacro %}' > macros/of.sql; \(git) commit --quiet -am second
            """)
        return (read("commit") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
