import Artifacts
import Diagnostics
import Formats
import Foundation
import Graph
import Testing

/// Files recorded from dbt-core 1.12.6.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func file(_ name: String) throws -> SourceFile {
        SourceFile(path: name, bytes: [UInt8](try Data(contentsOf: folder.appending(path: name))))
    }

    static func json(_ name: String) throws -> ConfigValue { try JSONReader.read(file(name), options: .artifact) }

    static func manifest(_ name: String = "manifest-parsed.json") throws -> Manifest { try ManifestReader.read(file(name)) }
}
