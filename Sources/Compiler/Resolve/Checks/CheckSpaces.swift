import Diagnostics
import Graph
import Project

extension Resolver {
    /// Spaces in names; a flag for nodes and one for sources and semantic models decide whether they are errors.
    mutating func checkSpaces() {
        let named = nodes.enabled.filter { $0.node.name.contains(" ") }.map {
            SpacedName(id: $0.node.uniqueID, path: $0.node.originalFilePath, span: $0.text?.firstLine)
        }
        report(named, areErrors: root.flag(.namesWithoutSpaces), kind: "model")
        var seen: Set<String> = []
        var declared = sources.values.filter { $0.sourceName.contains(" ") && seen.insert($0.sourceName).inserted }.map {
            SpacedName(id: "source.\($0.packageName).\($0.sourceName)", path: $0.originalFilePath, span: $0.span)
        }
        declared += semantics.values.filter { $0.resourceType == .semanticModel && $0.name.contains(" ") }.map {
            SpacedName(id: $0.uniqueID, path: $0.originalFilePath, span: $0.span)
        }
        report(declared, areErrors: root.flag(.sourceNamesWithoutSpaces), kind: "resource")
    }

    /// A name with a space.
    private struct SpacedName {
        let id: String
        let path: String
        let span: SourceSpan?
    }

    /// As warnings the first is told, with `--debug` all, and their number behind them; as an error all at once.
    private mutating func report(_ names: [SpacedName], areErrors: Bool, kind: String) {
        guard let first = names.first else { return }
        guard areErrors else {
            for name in input.isDebugging ? names : [first] {
                let message = "Found spaces in the name of `\(name.id)`"
                report(.warning("space-in-name", message, at: name.span).with(["unique_id": .text(name.id), "level": "warn"]))
            }
            let hint = input.isDebugging ? "" : " Run again with `--debug` to see them all."
            let message =
                "Spaces found in \(names.count) resource name(s). This is deprecated, and may lead to errors when using dbt.\(hint) For more "
                + "information: https://docs.getdbt.com/reference/global-configs/legacy-behaviors"
            report(
                .warning("spaces-in-names", message).with([
                    "count_invalid_names": .number(names.count), "show_debug_hint": .truth(!input.isDebugging),
                ]))
            return
        }
        let list = names.map { "  * '\($0.id)' (\($0.path))" }.joined(separator: "\n")
        let message =
            "Resource names cannot contain spaces:\n\(list)\nPlease rename the invalid \(kind)(s) so that their name(s) do not contain any spaces."
        report(.error("space-in-name", message, at: first.span))
    }
}
