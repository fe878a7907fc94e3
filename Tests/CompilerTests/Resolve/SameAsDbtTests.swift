import Artifacts
import Diagnostics
import Files
import Formats
import Foundation
import Testing

/// Projects with every kind of resource, and with rare combinations, give the manifests that dbt-core 1.12.6 gives (recorded in
/// `manifest.json`, times and folders of the machine left out).
@Suite struct SameAsDbtTests {
    @Test(arguments: ["shop", "corners", "semantics"])
    func manifestIsDbts(_ name: String) throws {
        let home = ProjectText.fixtures.appending(path: "same-as-dbt").appending(path: name)
        let expected = try JSONReader.read(
            SourceFile(path: "manifest.json", bytes: [UInt8](try Data(contentsOf: home.appending(path: "manifest.json")))),
            options: .artifact)
        let folder = home.appending(path: "project").path
        let resolved = ConcurrentMap.onLargeStack { ResolvedFolder(DiskFileSystem(), folder: folder) }
        #expect(!resolved.diagnostics.contains { $0.severity == .error }, Comment(rawValue: resolved.report))
        let manifest = try #require(resolved.manifest)
        let actual = try JSONReader.read(
            SourceFile(path: "smelt.json", bytes: try ManifestJSON(manifest).bytes()), options: .artifact)
        for section in try #require(expected.map) {
            let own = try #require(actual[section.name]?.map)
            for entry in section.value.map ?? [:] {
                let differences = Self.differences(entry.value, own[entry.name] ?? .null, entry.name)
                #expect(differences.isEmpty, Comment(rawValue: differences.joined(separator: "\n")))
            }
            let extra = own.keys.filter { key in
                section.value[key] == nil && !key.hasPrefix("macro.dbt") && !key.hasPrefix("doc.dbt.")
            }
            #expect(extra.isEmpty, Comment(rawValue: "\(section.name): \(extra)"))
        }
    }

    /// What the semantic layer is handed is dbt's too.
    @Test func semanticManifestIsDbts() throws {
        let home = ProjectText.fixtures.appending(path: "same-as-dbt/semantics")
        let resolved = ConcurrentMap.onLargeStack {
            ResolvedFolder(DiskFileSystem(), folder: home.appending(path: "project").path)
        }
        let files = MemoryFileSystem()
        try SemanticManifest(try #require(resolved.manifest)).write(to: "target", on: files)
        func read(_ bytes: [UInt8]) throws -> ConfigValue {
            try JSONReader.read(SourceFile(path: "semantic_manifest.json", bytes: bytes), options: .artifact)
        }
        let expected = try read([UInt8](try Data(contentsOf: home.appending(path: "semantic_manifest.json"))))
        let differences = Self.differences(expected, try read(files.read("target/semantic_manifest.json")), "")
        #expect(differences.isEmpty, Comment(rawValue: differences.joined(separator: "\n")))
    }

    /// Where two values differ, by path. Times and folders of the machine are left out; the order of a column's tags is not dbt's to keep.
    private static func differences(_ left: ConfigValue, _ right: ConfigValue, _ path: String) -> [String] {
        if let a = left.map, let b = right.map {
            let keys = a.keys + b.keys.filter { a[$0] == nil }
            return keys.filter { $0 != "created_at" && $0 != "root_path" }.flatMap { key in
                differences(a[key] ?? ConfigValue(.string("(absent)")), b[key] ?? ConfigValue(.string("(absent)")), "\(path)/\(key)")
            }
        }
        if let a = left.list, let b = right.list, a.count == b.count, a.contains(where: { $0.map != nil }) {
            return zip(a, b).enumerated().flatMap { differences($1.0, $1.1, "\(path)/\($0)") }
        }
        if path.hasSuffix("/tags"), let a = left.list, let b = right.list {
            return Set(a.compactMap(\.string)) == Set(b.compactMap(\.string)) ? [] : ["\(path): \(a.count) tags, \(b.count) here"]
        }
        if left == right { return [] }
        return ["\(path)\n  dbt:   \(text(left))\n  smelt: \(text(right))"]
    }

    private static func text(_ value: ConfigValue) -> String { "\(value.kind)" }
}
