import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds a group.
    mutating func addGroup(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .groups, context.file, &diagnostics) else { return }
        let name = map["name"].map(PythonText.str) ?? ""
        let span = map.entry("name")?.value.span ?? entry.span
        guard ownerIsNamed(map, "Group", span) else { return }
        let package = context.package.name
        let path = context.file.relativePath
        let id = "group.\(package).\(name)"
        var group = Group(
            uniqueID: id, name: name, packageName: package, path: path, originalFilePath: context.file.originalPath,
            owner: Self.owner(map["owner"]))
        group.description = map["description"]?.string
        let fqn = [package] + ProjectFile.folders(path) + [name]
        group.config = merge.config(of: .group, fqn: fqn, package: package, patch: map["config"]?.map ?? [:]).config
        // dbt reads the tree of models for groups and drops hooks from what it finds there.
        for hook in ["pre-hook", "post-hook"] { group.config[hook] = nil }
        if let existing = groups[id] {
            let message = DuplicateText.message(
                plural: "groups", name: name, looking: "looking for \(name)", first: (id, group.originalFilePath),
                second: (existing.uniqueID, existing.originalFilePath))
            report(.error("duplicate-name", message, at: span))
            return
        }
        groups[id] = group
    }
}
