import Foundation
import Testing

@testable import CLI

/// What README and `docs/` say is tried out: their commands are run in a copy of the demo project, and what they show has to be printed.
@Suite struct DocumentTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

    /// Every page a user reads.
    static let pages: [String] = {
        let docs = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path)) ?? []
        return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    }()

    private static func text(_ page: String) throws -> String { try String(contentsOf: root.appending(path: page), encoding: .utf8) }

    /// A copy of the demo project, removed at the end.
    private func withDemo(_ body: (URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let demo = URL(filePath: folder).appending(path: "shop")
            try FileManager.default.createDirectory(at: demo, withIntermediateDirectories: true)
            for name in ["dbt_project.yml", "smelt.yml", "selectors.yml", "models", "macros", "seeds", "tests-sql", "profiles"] {
                try FileManager.default.copyItem(at: Self.root.appending(path: name), to: demo.appending(path: name))
            }
            try body(demo)
        }
    }

    @Test(arguments: pages) func commandsDoWhatThePageShows(page: String) throws {
        let tour = ConsoleTour(try Self.text(page))
        guard !tour.steps.isEmpty else { return }
        try withDemo { demo in
            try tour.expect(in: demo, of: page)
        }
    }

    /// The README's tour is worth nothing when its blocks are not found.
    @Test func theReadmeHasATour() throws {
        let commands = ConsoleTour(try Self.text("README.md")).steps.map(\.command)
        #expect(commands.count >= 12)
        #expect(commands.first == "smelt build")
    }

    /// The README's last step, on the server that the tests have. The commands name the server by libpq's variables, so only these differ.
    @Test func theDemoBuildsOnPostgres() throws {
        guard let url = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"], let server = URLComponents(string: url) else {
            print("skipped, for want of SMELT_TEST_POSTGRES: the README's Postgres step")
            return
        }
        let command = "smelt build --target postgres"
        #expect(try Self.text("README.md").contains("\n\(command)\n"))
        let schema = "tour_\(ProcessInfo.processInfo.processIdentifier)"
        let environment = [
            "PGHOST": server.host ?? "127.0.0.1", "PGPORT": String(server.port ?? 5432), "PGUSER": server.user ?? "postgres",
            "PGPASSWORD": server.password ?? "", "PGDATABASE": String(server.path.dropFirst()), "SMELT_SCHEMA": schema,
        ]
        let drop = ["bronze", "silver", "gold", "raw", "checks"].map { "drop schema if exists \(schema)_\($0) cascade;" }.joined(
            separator: " ")
        let page = """
            ```console
            $ \(command)
            …
            12:00:00  Done. PASS=100 WARN=6 ERROR=0 SKIP=0 NO-OP=1 REUSED=0 TOTAL=107
            $ smelt --quiet show --target postgres --select revenue_reconciliation
            | step | layer  | what              | line_count |    cents |
            | ---- | ------ | ----------------- | ---------- | -------- |
            |    1 | bronze | lines as exported |       3271 | 31831970 |
            …
            $ smelt --quiet run-operation --target postgres --sql "\(drop)"
            ```
            """
        try withDemo { demo in
            try ConsoleTour(page).expect(in: demo, environment: environment)
        }
    }

    // MARK: Flags and commands

    @Test func everyCommandAndFlagIsInTheTables() throws {
        let page = try Self.text("docs/commands.md")
        for command in commandNames { #expect(page.contains("| `\(command)"), "\(command)") }
        for flag in allFlags where !flag.isHidden && flag.isSupported {
            #expect(page.contains("`--\(flag.long[0])") || page.contains("`--no-\(flag.long[0])`"), "--\(flag.long[0])")
        }
    }

    @Test(arguments: pages) func everyFlagAPageNamesExists(page: String) throws {
        let known = Set(allFlags.filter(\.isSupported).flatMap { $0.long.flatMap { [$0, "no-" + $0] } } + ["help", "version"])
        let refused = Set(allFlags.filter { !$0.isSupported }.map { $0.long[0] })
        for line in try Self.text(page).components(separatedBy: "\n")
        where !line.contains("swift ") && !line.contains("apt-get") && !line.contains("Scripts/bench") && !line.hasPrefix("git ") {
            for match in line.matches(of: /(?:^|[ `(])--([a-z][a-z0-9-]+)/) {
                let name = String(match.1)
                #expect(known.contains(name) || (page == "docs/compatibility.md" && refused.contains(name)), "\(page): --\(name)")
            }
        }
    }

    @Test(arguments: pages) func linksLeadSomewhere(page: String) throws {
        let folder = Self.root.appending(path: page).deletingLastPathComponent()
        for match in try Self.text(page).matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(match.1)).path), "\(page): \(match.1)")
        }
    }

    @Test func theReadmesScriptsCanBeRun() throws {
        for script in ["Scripts/demo", "Scripts/test", ".ci/run"] {
            #expect(FileManager.default.isExecutableFile(atPath: Self.root.appending(path: script).path), "\(script)")
        }
        let page = try Self.text("README.md")
        #expect(page.contains("Scripts/demo") && page.contains("Scripts/test"))
    }

    // MARK: The map

    /// The import table of `Sources/README.md` says what `Package.swift` says.
    @Test func theMapHasTheImportsOfThePackage() throws {
        let manifest = try Self.text("Package.swift")
        var wanted: [String: Set<String>] = [:]
        for match in manifest.matches(of: /\bmodule\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            let names = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
            wanted[String(match.1)] = Set(names)
        }
        var found: [String: Set<String>] = [:]
        for line in try Self.text("Sources/README.md").components(separatedBy: "\n") where line.hasPrefix("| `") {
            let cells = line.components(separatedBy: " | ")
            guard cells.count == 3 else { continue }
            let names = cells[2].matches(of: /\w+/).map { String($0.0) }
            for module in cells[0].matches(of: /`(\w+)`/) where wanted[String(module.1)] != nil { found[String(module.1)] = Set(names) }
        }
        #expect(wanted.count > 10)
        for (module, imports) in wanted {
            if module == "CLI" { continue }  // "all above"
            #expect(found[module] == imports, "\(module)")
        }
    }

    /// What the table "Where do I add …" names is there.
    @Test func theMapNamesFilesThatExist() throws {
        let page = try Self.text("Sources/README.md")
        let table = try #require(page.components(separatedBy: "## Where do I add").last?.components(separatedBy: "\n## ").first)
        for match in table.matches(of: /`([\w\/]+\/|[\w\/]+\.swift)`/) {
            let path = String(match.1)
            let candidates = [
                "Sources/" + path, path, "Sources/Jinja/Filters/" + path, "Sources/Jinja/Tests/" + path, "Sources/Jinja/Methods/" + path,
            ]
            #expect(candidates.contains { FileManager.default.fileExists(atPath: Self.root.appending(path: $0).path) }, "\(path)")
        }
    }
}
