import Foundation
import PackagePlugin

/// Embeds the text files of a target's `sql`, `site`, `InitTemplate` or `codes` folder as one Swift file of literals, paths kept.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folders = ["sql", "site", "InitTemplate", "codes"].map { target.directoryURL.appending(path: $0) }.filter {
            FileManager.default.fileExists(atPath: $0.path)
        }
        return try folders.map { folder in
            let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
            return .buildCommand(
                displayName: "Embedding \(target.name)/\(folder.lastPathComponent)",
                executable: try context.tool(named: "EmbedFiles").url,
                arguments: [folder.path, output.path],
                inputFiles: files.filter { !$0.hasDirectoryPath },
                outputFiles: [output])
        }
    }
}
