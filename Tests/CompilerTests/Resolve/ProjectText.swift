import Diagnostics
import Files
import Foundation
import Testing

/// A project written in one text file: each file behind a line `//- path`, then `---` and what is expected.
///
/// Files that a case leaves out are supplied: a `dbt_project.yml` of a project `shop` and a `profiles.yml` with a Postgres target.
struct ProjectText: Sendable, CustomTestStringConvertible {
    let url: URL
    let files: [String: String]
    let expected: String

    var testDescription: String { url.deletingPathExtension().lastPathComponent }

    /// The files that a case need not have.
    static let defaults = [
        "/shop/dbt_project.yml": "name: shop\nversion: \"1.0\"\nprofile: shop\n",
        "/shop/profiles.yml": """
        shop:
          target: dev
          outputs:
            dev: {type: postgres, host: localhost, port: 5432, user: me, password: pw, dbname: db, schema: main}

        """,
    ]

    /// Every case of a folder below `Fixtures`.
    static func cases(in folder: String) throws -> [ProjectText] {
        let root = fixtures.appending(path: folder)
        let urls = try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
        return try urls.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.map(ProjectText.init)
    }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        let parts = text.components(separatedBy: "\n---\n")
        expected = parts.count > 1 ? parts[1].trimmingCharacters(in: .newlines) : ""
        var files = Self.defaults
        for section in ("\n" + parts[0]).components(separatedBy: "\n//- ").dropFirst() {
            let lines = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let path = String(lines[0])
            if path.hasPrefix("-") {
                files["/shop/" + path.dropFirst()] = nil
            } else {
                files["/shop/" + path] = lines.count > 1 ? lines[1] + "\n" : ""
            }
        }
        self.files = files
    }

    /// The project, read and resolved on a thread with room for deep templates.
    func resolve() -> ResolvedFolder {
        let files = files
        return ConcurrentMap.onLargeStack {
            ResolvedFolder(MemoryFileSystem(files), folder: "/shop", env: ["DBT_ENV_SECRET_TOKEN": "s3cret", "SHOP_USER": "me"])
        }
    }

    /// Writes the expectation anew where `SMELT_UPDATE` is set; true where it did.
    func update(_ actual: String) throws -> Bool {
        guard ProcessInfo.processInfo.environment["SMELT_UPDATE"] != nil else { return false }
        let text = try String(contentsOf: url, encoding: .utf8)
        let input = text.components(separatedBy: "\n---\n")[0]
        try (input + "\n---\n" + actual + "\n").write(to: url, atomically: true, encoding: .utf8)
        return true
    }
}
