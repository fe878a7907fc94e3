import Foundation
import Testing

/// The same project gives the same bytes: reviews and caches of artifacts rest on it.
@Suite struct RepeatedRunTests {
    /// The demo is compiled twice; only ids, moments and the target folder's name may differ.
    @Test func manifestAndCompiledCodeAreTheSameBytes() throws {
        let shop = URL(filePath: NSTemporaryDirectory()).appending(path: "smelt-repeated-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: shop) }
        try FileManager.default.createDirectory(at: shop, withIntermediateDirectories: true)
        for name in ["dbt_project.yml", "selectors.yml", "models", "macros", "seeds", "tests-sql", "profiles"] {
            try FileManager.default.copyItem(at: Self.root.appending(path: name), to: shop.appending(path: name))
        }
        var manifests: [String] = []
        var compiled: [[String: Data]] = []
        for target in ["first", "second"] {
            let ended = try BuiltProgram.run(["compile", "--target-path", target, "--threads", "4"], in: shop.path)
            #expect(ended.code == 0, "\(ended.output)")
            let folder = shop.appending(path: target)
            manifests.append(try Self.settled(String(contentsOf: folder.appending(path: "manifest.json"), encoding: .utf8), target))
            compiled.append(try Self.files(below: folder.appending(path: "compiled")))
        }
        #expect(manifests[0] == manifests[1])
        #expect(compiled[0].count > 20)
        #expect(compiled[0] == compiled[1])
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

    /// The manifest with ids, moments and the folder's name made equal.
    private static func settled(_ text: String, _ target: String) -> String {
        var text = text.replacingOccurrences(of: "\(target)/", with: "target/")
        for (pattern, word) in [
            ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"), ("20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|\\+00:00)", "MOMENT"),
            ("\"created_at\": *[0-9.e+]+", "CREATED"),
        ] {
            text = text.replacingOccurrences(of: pattern, with: word, options: .regularExpression)
        }
        return text
    }

    private static func files(below folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        let paths = FileManager.default.subpaths(atPath: folder.path) ?? []
        for path in paths where path.hasSuffix(".sql") { files[path] = try Data(contentsOf: folder.appending(path: path)) }
        return files
    }
}
