public import Files
import Formats

/// `semantic_manifest.json`: what dbt hands to its semantic layer. Projects without metrics and semantic models have an empty one.
public enum SemanticManifest {
    /// The version of the interfaces whose form is matched.
    private static let interfaceVersion: ConfigMap = ["major_version": "0", "minor_version": "213", "patch_version": "0"]

    /// Writes the empty semantic manifest into a folder. Throws what the disk answers.
    public static func writeEmpty(to folder: String, on files: any FileSystem) throws(FileError) {
        let value: ConfigMap = [
            "semantic_models": .list([]), "metrics": .list([]),
            "project_configuration": .map([
                "time_spine_table_configurations": .list([]), "metadata": .null, "dsi_package_version": .map(interfaceVersion),
                "time_spines": .list([]),
            ]), "saved_queries": .list([]),
        ]
        try files.write(JSONWriter.text(of: .map(value)), to: FilePath.join(folder, "semantic_manifest.json"))
    }
}
