import Compiler
import Context
import Diagnostics
import Graph
import Jinja
import Warehouse

extension CheckRun {
    /// Reports what the engine found wrong with a node.
    func tell(_ mistake: SQLMistake, _ failure: StatementFailure, of node: Node) {
        guard selected.contains(node.uniqueID) else { return }
        let place = MistakePlace(node: node, code: unprefixed(failure.code), path: compiledPath(of: node))
        let span = place.span(of: mistake, at: unprefixed(failure.error.position, in: failure.code))
        let subject = place.isGenerated ? "\(node.resourceType.rawValue) '\(node.name)': " : ""
        report.diagnostics.append(
            Diagnostic(
                mistake.id, .error, subject + unprefixed(mistake.message), at: span.origin ?? node.source, notes: span.notes,
                hint: hint(mistake, failure.code, node)))
    }

    /// Reports a name in double quotes that the engine takes for a text, since it knows no such name.
    func tell(doubt: WarehouseError, in code: String, of node: Node) {
        guard selected.contains(node.uniqueID), let mistake = SQLMistake(doubt), let name = mistake.name, !dependsOnRows(node) else {
            return
        }
        let place = MistakePlace(node: node, code: unprefixed(code), path: compiledPath(of: node))
        let span = place.span(of: mistake, at: unprefixed(doubt.position, in: code))
        let subject = place.isGenerated ? "\(node.resourceType.rawValue) '\(node.name)': " : ""
        let known = hint(mistake, code, node).map { $0 + " A text is written '\(name)'" } ?? "a text is written '\(name)'"
        report.diagnostics.append(
            Diagnostic(
                "check-quoted-text", .warning, subject + "\"\(name)\" is no column here, so the database takes it for a text",
                at: span.origin ?? node.source, notes: span.notes, hint: known))
    }

    /// Reports what went wrong while a node's text was made.
    func tell(templateFailure error: any Error, of node: Node) {
        guard selected.contains(node.uniqueID) else { return }
        let message = unprefixed(FailureMessage.headed(error).message)
        let place = FailurePlace(node: node, statement: nil, settings: settings).diagnostic(error, message: message)
        report.diagnostics.append(
            Diagnostic(
                place.id, .error, message, at: place.span ?? node.source, notes: place.notes, hint: place.hint
            ))
    }

    /// Reports what is wrong with a unit test.
    func tell(_ error: any Error, of test: UnitTest) {
        guard selected.contains(test.uniqueID) else { return }
        if let diagnostic = error as? Diagnostic { return report.diagnostics.append(diagnostic) }
        let inner = (error as? UnitTestCompiler.FixtureFailure)?.error ?? error
        var text = unprefixed(FailureMessage.headed(inner).message)
        if let error = inner as? WarehouseError, let mistake = SQLMistake(error) { text = unprefixed(mistake.message) }
        report.diagnostics.append(Diagnostic("check-unit-test", .error, "unit test '\(test.name)': \(text)", at: test.span))
    }

    // MARK: Did you mean

    /// What may have been meant.
    private func hint(_ mistake: SQLMistake, _ code: String, _ node: Node) -> String? {
        guard let full = mistake.name, let name = full.split(separator: ".").last.map(String.init) else { return mistake.hint }
        switch mistake.kind {
        case .unknownColumn:
            let known = columns(in: node.dependsOn.nodes) + SQLWords.names(givenIn: code)
            return DidYouMean.hint(name, among: known) ?? mistake.hint
        case .unknownTable:
            let nodes = original.nodes.values.filter { $0.isRelational }.map(\.alias)
            return DidYouMean.hint(name, among: nodes + original.sources.values.map(\.identifier)) ?? mistake.hint
        case .ambiguousName:
            let holders = node.dependsOn.nodes.filter { id in columns(in: [id]).contains { $0.lowercased() == name.lowercased() } }
            let names = holders.compactMap { original.nodes[$0]?.name ?? original.sources[$0]?.name }
            return names.count > 1 ? "it is in \(names.joined(separator: " and in ")): say which one" : mistake.hint
        default: return mistake.hint
        }
    }

    /// The columns of what a node reads, through ephemeral models.
    private func columns(in ids: [String]) -> [String] {
        ids.flatMap { id -> [String] in
            if let text = texts[id] { return SQLWords.names(givenIn: text) + columns(in: manifest.nodes[id]?.dependsOn.nodes ?? []) }
            if case .sound(let columns, _) = standings[id] { return columns.map(\.name) }
            return []
        }
    }

    // MARK: Places

    /// A place in a text as the one in the text without the marks of the shadow.
    private func unprefixed(_ position: Int?, in code: String) -> Int? {
        guard let position, !shadow.schemaPrefix.isEmpty else { return position }
        let scalars = code.unicodeScalars
        guard let index = scalars.index(scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex) else { return nil }
        let marks = code[..<index].ranges(of: shadow.schemaPrefix).count
        return position - marks * shadow.schemaPrefix.unicodeScalars.count
    }
}
