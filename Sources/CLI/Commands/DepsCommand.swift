import Diagnostics
import Files
import Formats
import Project

extension Session {
    /// `deps`: installs what `packages.yml` names. Without packages there is nothing to do; local packages are linked into the folder of
    /// installed packages. Packages from elsewhere are refused.
    func installPackages() throws -> Int32 {
        let folder = invocation.projectFolder
        var reader = ProjectReader(
            fileSystem: files, folder: folder, env: invocation.environment, commandLineVars: invocation.flags.map("vars"))
        reader.checksVersion = invocation.flags.isOn("version_check")
        let (root, found) = reader.project(target: nil)
        guard let root else { throw ProjectFailure(diagnostics: found) }
        let entries = try packageEntries(reader, root)
        guard !entries.isEmpty else {
            console.emit(RunMessages.noPackages)
            return 0
        }
        var locals: [(path: String, span: SourceSpan?)] = []
        for entry in entries {
            guard let path = entry["local"]?.string else {
                let kind = entry.map?.keys.first ?? "package"
                throw Diagnostic(
                    "package-kind", .error, "packages of the kind '\(kind)' cannot be installed yet", at: entry.span,
                    hint: "install them with `dbt deps`, or name a folder with `local:`")
            }
            locals.append((path, entry.span))
        }
        let install = FilePath.join(folder, root.packagesInstallPath)
        for local in locals { try link(local.path, local.span, into: install, reader) }
        return 0
    }

    private func packageEntries(_ reader: ProjectReader, _ root: ProjectConfig) throws -> [ConfigValue] {
        func load(_ name: String) throws -> SourceFile? {
            let path = FilePath.join(reader.folder, name)
            return files.isFile(path) ? SourceFile(path: name, bytes: try files.read(path)) : nil
        }
        let (required, found) = RequiredPackages.read(
            packages: try load("packages.yml"), dependencies: try load("dependencies.yml"), lock: nil)
        if found.contains(where: { $0.severity == .error }) { throw ProjectFailure(diagnostics: found) }
        let renderer = ConfigRenderer(
            env: invocation.environment,
            vars: VarScope(values: invocation.flags.map("vars"), shown: invocation.flags.map("vars")), allowsSecrets: true)
        var diagnostics: [Diagnostic] = []
        let rendered = required.entries.map { renderer.render($0, &diagnostics) }
        if !diagnostics.isEmpty { throw ProjectFailure(diagnostics: diagnostics) }
        return rendered
    }

    /// Links a package's folder under the package's own name.
    private func link(_ path: String, _ span: SourceSpan?, into install: String, _ reader: ProjectReader) throws {
        let source = FilePath.normalize(FilePath.join(invocation.projectFolder, path))
        let file = FilePath.join(source, "dbt_project.yml")
        guard files.isFile(file), let value = YAMLReader.read(SourceFile(path: file, bytes: try files.read(file))).value,
            let name = value["name"]?.string
        else {
            throw Diagnostic("package-missing", .error, "there is no dbt project in '\(path)'", at: span)
        }
        console.emit(RunMessages.installing(name, from: path))
        let target = FilePath.join(install, name)
        try files.remove(target)
        try FolderLink.make(at: target, to: source)
    }
}
