import Diagnostics
import Formats
import Graph
import Project
import Runner
import Warehouse

extension Session {
    /// `rollback`: brings back what was visible before the last published set, or as it was right after the run that `--to` names, in one
    /// transaction. `--list` shows what is kept. The exit code: 0 it was done.
    ///
    /// Throws a diagnostic where nothing is kept, or nothing of that run.
    func rollback() throws -> Int32 {
        let project = try resolve(readSetup())
        guard let smelt = project.smelt, smelt.publish.unit != .none else {
            throw Diagnostic(
                "rollback-without-publish", .error, "there is nothing to roll back: this project does not publish",
                hint: "set 'publish' in smelt.yml")
        }
        let isList = invocation.flags.isOn("list")
        let lock = isList ? nil : try takeLock(project, smelt)
        defer { lock?.release() }
        let cancel = CancelHandle()
        stop.register("rollback", cancel)
        defer { stop.unregister("rollback") }
        let connection = try project.setup.adapter.open(name: "rollback", cancel: cancel)
        defer { connection.close() }
        let publishing = try project.setup.adapter.publishing(over: connection)
        let sets = try project.world.ownSets(publishing, project.manifest)
        if isList {
            console.emit(.output(list(sets)))
            return 0
        }
        let undone = try undone(sets)
        guard !undone.isEmpty else {
            console.emit(.note("Nothing was published since; nothing to do."))
            return 0
        }
        try publishing.bringBack(undone)
        let relations = Set(undone.flatMap(\.relations)).sorted()
        for set in undone { console.emit(.note("Undone: run \(set.run), published \(set.publishedAt)")) }
        console.emit(.note("Brought back \(ResultLine.count(relations.count, "relation")): \(shown(relations))"))
        return 0
    }

    /// The sets to undo, latest first. Throws a diagnostic where the state that is asked for is not kept.
    private func undone(_ sets: [PublishedSet]) throws(Diagnostic) -> [PublishedSet] {
        guard let run = invocation.flags.text("to") else {
            guard let last = sets.first else {
                throw Diagnostic(
                    "rollback-nothing-kept", .error, "no earlier published set is kept",
                    hint: "'keep' in smelt.yml says how many are; a set is kept when the next run publishes")
            }
            return [last]
        }
        let matching = sets.filter { $0.run.hasPrefix(run) }
        guard matching.count == 1, let target = matching.first else {
            let known = sets.map { String($0.run.prefix(8)) }
            throw Diagnostic(
                "rollback-unknown-run", .error,
                matching.isEmpty ? "what run '\(run)' published is not kept" : "several kept runs begin with '\(run)'",
                hint: known.isEmpty ? "nothing is kept" : "kept are: \(known.joined(separator: ", "))")
        }
        return sets.filter { $0.number > target.number }
    }

    private func list(_ sets: [PublishedSet]) -> String {
        guard !sets.isEmpty else { return "Nothing is kept." }
        let lines = sets.map { set in
            "\(set.run)  \(set.publishedAt.prefix(19).replacing("T", with: " "))  \(ResultLine.count(set.relations.count, "relation"))"
        }
        return (["run                                   published            changed"] + lines).joined(separator: "\n")
    }

    private func shown(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
}
