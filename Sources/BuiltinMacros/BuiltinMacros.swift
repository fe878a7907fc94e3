/// smelt's own macros: the `.sql` files below `sql/`, embedded in the binary at build time.
///
/// `sql/shared/…` makes up the package dbt calls `dbt`; `sql/<adapter>/…` makes up `dbt_<adapter>`, which is searched first.
public enum BuiltinMacros {
    /// Every embedded file of one folder (`shared`, `sqlite`, `postgres`): its path below that folder and its text, sorted by path.
    public static func files(in folder: String) -> [(path: String, text: String)] {
        let prefix = folder + "/"
        return embeddedFiles.compactMap { file in
            let path = file.path.description
            return path.hasPrefix(prefix) ? (String(path.dropFirst(prefix.count)), file.text.description) : nil
        }
    }
}
