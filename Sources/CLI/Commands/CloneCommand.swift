import Graph
import Runner

extension Session {
    /// `clone`: makes each selected relation stand for the one of the environment whose manifest lies in `--state`.
    func clone() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let flags = invocation.flags
        let types = try ResourceType.chosen(
            flags.words("resource_types"), excluding: flags.words("exclude_resource_types"), default: ResourceType.forClone,
            all: ResourceType.forClone)
        let selection = try select(project, types: types.intersection(ResourceType.forClone))
        guard !selection.ids.isEmpty else { return try nothingToDo(in: project) }
        let outcome = try run(plan(selection, in: project, as: .clone), in: project, detail: .beginning)
        try write(project.manifest.adding(outcome), outcome, in: project)
        // A relation that cannot be made is the failure of a node; the others are made.
        return finish(outcome) == 0 ? 0 : outcome.isInterrupted ? Interrupt.exitCode : 1
    }
}
