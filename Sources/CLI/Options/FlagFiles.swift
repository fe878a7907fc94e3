import Diagnostics
import Files
import Formats
import Project

/// The files that flags are read from, before the project itself is: `dbt_project.yml`, `profiles.yml` and `~/.dbt/user_settings.yml`. One that cannot
/// be read gives nothing here; the command says what is wrong with it.
struct FlagFiles {
    /// The disk.
    let files: any FileSystem
    /// The project's folder, absolute.
    let projectFolder: String
    /// The folder of `profiles.yml`, absolute.
    let profilesFolder: String
    /// The user's home folder; nil where the environment names none.
    let homeFolder: String?

    /// `flags:` of the project, or the older `config:` of `profiles.yml`, and whether it was the latter. Throws `UsageError` where both are there.
    func projectFlags() throws(UsageError) -> (flags: ConfigMap, isFromProfiles: Bool) {
        let own = map(FilePath.join(projectFolder, "dbt_project.yml"))?["flags"]?.map ?? ConfigMap()
        let older = map(FilePath.join(profilesFolder, "profiles.yml"))?["config"]?.map ?? ConfigMap()
        if !own.isEmpty, !older.isEmpty {
            throw UsageError(
                message: "Do not specify both 'config' in profiles.yml and 'flags' in dbt_project.yml. "
                    + "Using 'config' in profiles.yml is deprecated.", hint: "take 'config' out of profiles.yml")
        }
        return older.isEmpty ? (own, false) : (older, true)
    }

    /// `log-path` of `dbt_project.yml` as written.
    var logPath: String? { map(FilePath.join(projectFolder, "dbt_project.yml"))?["log-path"]?.string }

    /// `target-path` of `dbt_project.yml` as written.
    var targetPath: String? { map(FilePath.join(projectFolder, "dbt_project.yml"))?["target-path"]?.string }

    /// `flags:` of the user's own settings.
    var userFlags: ConfigMap {
        homeFolder.flatMap { map(FilePath.join($0, ".dbt/user_settings.yml"))?["flags"]?.map } ?? ConfigMap()
    }

    private func map(_ path: String) -> ConfigMap? {
        guard files.isFile(path), let bytes = try? files.read(path) else { return nil }
        return YAMLReader.read(SourceFile(path: path, bytes: bytes)).value?.map
    }
}
