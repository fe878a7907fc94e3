import Diagnostics
import Formats
import Packages
import Project

extension Session {
    /// `deps`: installs what `packages.yml` names. Throws what is wrong with the list, and what cannot be had.
    func installPackages() throws -> Int32 {
        let flags = invocation.flags
        let project = PackageProject(
            try projectWithoutProfile(requiresVars: false), folder: invocation.projectFolder, environment: invocation.environment,
            vars: flags.map("vars"), files: files, checksVersion: flags.isOn("version_check"))
        console.hide(project.scrubber)
        let console = self.console
        project.say = { console.emit(LogEvent("JinjaLogInfo", "I062", .info, $0, data: ["msg": .string($0)])) }
        var refused: Diagnostic?
        let dependencies = Dependencies(project) { event in
            if case .warning(let diagnostic) = event {
                let settled = diagnosticEvents.settled([diagnostic])
                refused = refused ?? settled.first { $0.severity == .error }
                console.emit(diagnosticEvents.events(settled))
            } else {
                console.emit(RunMessages.package(event))
            }
        }
        if let text = flags.text("add_package") {
            try dependencies.add(PackageAddition(text, source: flags.text("source") ?? "hub"))
        }
        var steps = Dependencies.Steps()
        steps.upgrades = flags.isOn("upgrade")
        steps.locksOnly = flags.isOn("lock")
        try dependencies.run(steps)
        return refused == nil ? 0 : 2
    }
}
