import Foundation

/// A project with its documentation, as one file and in parts.
struct BuiltSite {
    /// The folder of the project.
    let project: URL

    /// The folder with everything of `docs generate`.
    var whole: URL { project.appending(path: "target") }
    /// The folder with everything of `docs generate --split`.
    var parts: URL { project.appending(path: "parts") }

    /// Where the page of a route is.
    func address(_ route: String = "#/") -> String { whole.appending(path: "index.html").absoluteString + route }

    /// Writes both forms.
    func generate() throws {
        try SmeltProgram.run(["--quiet", "docs", "generate"], in: project)
        let manager = FileManager.default
        try manager.copyItem(at: whole, to: parts)
        try manager.removeItem(at: parts.appending(path: "index.html"))
        try SmeltProgram.run(["--quiet", "docs", "generate", "--no-compile", "--split", "--target-path", "parts"], in: project)
    }

    // MARK: The demo

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
    static let fixtures = repository.appending(path: "Tests/DocsSiteTests/Fixtures")

    /// The demo with `Fixtures/extras` in it, built; one test of it fails. Made once, removed when the tests end.
    static let demo: Result<BuiltSite, any Error> = Result {
        let project = try keptFolder("shop")
        let manager = FileManager.default
        for name in ["dbt_project.yml", "smelt.yml", "selectors.yml", "models", "macros", "seeds", "tests-sql", "profiles"] {
            try manager.copyItem(at: repository.appending(path: name), to: project.appending(path: name))
        }
        for case let path as String in manager.enumerator(atPath: fixtures.appending(path: "extras").path) ?? .init() {
            let place = project.appending(path: path)
            let source = fixtures.appending(path: "extras").appending(path: path)
            if source.hasDirectoryPath || (try? manager.contentsOfDirectory(atPath: source.path)) != nil {
                try manager.createDirectory(at: place, withIntermediateDirectories: true)
            } else {
                try manager.copyItem(at: source, to: place)
            }
        }
        try SmeltProgram.run(["--quiet", "build", "--exclude", "nobody_orders_twice"], in: project)
        try SmeltProgram.run(["--quiet", "test", "--select", "nobody_orders_twice"], in: project, code: 1)
        try SmeltProgram.run(["--quiet", "source", "freshness"], in: project, code: 1)
        let site = BuiltSite(project: project)
        try site.generate()
        return site
    }

    /// Where all projects are made; removed when the tests end.
    private static let home: URL = {
        atexit { try? FileManager.default.removeItem(at: BuiltSite.home) }
        return FileManager.default.temporaryDirectory.appending(path: "smelt-sites-\(UUID().uuidString)")
    }()

    /// A folder that lives as long as the tests.
    static func keptFolder(_ name: String) throws -> URL {
        let made = home.appending(path: name)
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        return made
    }
}
