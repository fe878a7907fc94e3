import Context
import Diagnostics
import Files
import Jinja
import Project

/// Compiles the macros of a project, its packages and smelt's own, several at once.
enum MacroCompilation {
    /// The library of all macros, and what is wrong with those that could not be compiled.
    static func library(of project: ParsedProject, root: String) -> (library: MacroLibrary, diagnostics: [Diagnostic]) {
        let macros = project.packages.flatMap { package in package.macros.map { (package.name, $0) } }
        let compiled = ConcurrentMap.map(macros, threads: ConcurrentMap.processorCount) {
            package, macro -> Result<ProjectMacro.Definition, any Error> in
            Result { try ProjectMacro.Definition(package: package, file: macro.span.file, in: macro.span.start..<macro.span.end) }
        }
        var definitions: [ProjectMacro.Definition] = []
        var diagnostics: [Diagnostic] = []
        for (result, (_, macro)) in zip(compiled, macros) {
            switch result {
            case .success(let definition): definitions.append(definition)
            case .failure(let error as JinjaError):
                diagnostics.append(Diagnostic("jinja-syntax", .error, error.message, at: error.span ?? macro.span))
            case .failure(let error): diagnostics.append(Diagnostic("jinja-syntax", .error, "\(error)", at: macro.span))
            }
        }
        return (MacroLibrary(definitions, root: root, internalPackages: project.internalPackageNames), diagnostics)
    }
}
