import Artifacts
import Files
import Foundation
import Testing

/// Resolves a real project on demand: `SMELT_RESOLVE_FOLDER` names its folder; the manifest is written beside dbt's as `smelt.json`.
@Suite struct ResolveDiskTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SMELT_RESOLVE_FOLDER"] != nil))
    func resolvesFolder() throws {
        let folders = try #require(ProcessInfo.processInfo.environment["SMELT_RESOLVE_FOLDER"])
        for folder in folders.split(separator: ":").map(String.init) {
            let resolved = ConcurrentMap.onLargeStack {
                ResolvedFolder(DiskFileSystem(), folder: folder, env: ProcessInfo.processInfo.environment)
            }
            print("=== \(folder)\n\(resolved.report)")
            if let manifest = resolved.manifest {
                try DiskFileSystem().write(ManifestJSON(manifest).bytes(), to: folder + "/target/smelt.json")
            }
        }
    }
}
