import Diagnostics
import Formats
import Graph
import Project

/// dbt's messages about two resources of one name.
enum DuplicateText {
    /// The error for two nodes of one unique id.
    static func diagnostic(_ new: NodeDraft, _ old: NodeDraft) -> Diagnostic {
        let type = new.node.resourceType
        let plural = type != old.node.resourceType ? "resources" : type == .test ? "data_tests" : type.plural
        var name = new.node.name
        var looking = "looking for \(name)"
        if type.isRefable {
            looking = "looking for ref(\"\(name)\")"
        } else if let test = new.node.genericTest {
            let column = test.columnName.map { "column \"\($0)\" in " } ?? ""
            name += "\" defined on \(column)\"\(test.fileKeyName ?? "")"
            looking = "running tests"
        }
        let message = message(
            plural: plural, name: name, looking: looking, first: (new.node.uniqueID, new.node.originalFilePath),
            second: (old.node.uniqueID, old.node.originalFilePath))
        let note = Diagnostic.Note("the other one is here", at: old.text?.firstLine ?? old.node.source?.firstLine)
        return .error("duplicate-name", message, at: new.text?.firstLine ?? new.node.source?.firstLine, notes: [note])
    }

    /// The text for two resources of one name; each with its unique id and file.
    static func message(
        plural: String, name: String, looking: String, first: (id: String, path: String), second: (id: String, path: String)
    ) -> String {
        """
        dbt found two \(plural) with the name "\(name)".

        Since these resources have the same name, dbt will be unable to find the correct resource
        when \(looking).

        To fix this, change the name of one of these resources:
        - \(first.id) (\(first.path))
        - \(second.id) (\(second.path))
        """
    }

    /// The advice for two entries of properties files about one thing.
    static func advice(_ name: String, _ kind: String, _ first: String, _ second: String) -> String {
        if first == second { return "remove one of the \(kind) entries for \(name) in this file:\n - \(first)\n" }
        return "remove the \(kind) entry for \(name) in one of these files:\n - \(first)\n\(second)"
    }
}
