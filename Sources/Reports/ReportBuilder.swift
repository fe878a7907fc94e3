public import Diagnostics
import ErrorCodes
import Formats
public import Graph

/// Turns what a command found and what its nodes came to into the cases and findings of a report.
public struct ReportBuilder: Sendable {
    private let manifest: Manifest?
    private let projectFolder: String
    private let targetPath: String
    private let layerOf: @Sendable (String) -> String?
    private var rendering: TerminalRendering

    /// A builder.
    ///
    /// - Parameters:
    ///   - manifest: The project; nil where it could not be read.
    ///   - projectFolder: The project's folder below the repository's; empty where they are one.
    ///   - targetPath: The target folder below the project's: what lies there is in no repository.
    ///   - scrubber: Hides secrets in source lines.
    ///   - layerOf: The layer of what has a unique id; nil for none.
    public init(
        _ manifest: Manifest?, projectFolder: String, targetPath: String, scrubber: SecretScrubber = .none,
        layerOf: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.manifest = manifest
        self.projectFolder = projectFolder
        self.targetPath = targetPath
        self.layerOf = layerOf
        rendering = TerminalRendering(scrubber: scrubber)
        rendering.label = { $0.id.code }
    }

    // MARK: Places

    /// A path of the project as the repository has it.
    public func path(_ path: String) -> String { projectFolder.isEmpty ? path : projectFolder + "/" + path }

    /// A span as a place; nil for what lies outside the project or in its target folder.
    public func place(_ span: SourceSpan?) -> Report.Place? {
        guard let span, isInProject(span.file.path) else { return nil }
        let (start, end) = (span.position, span.file.position(of: span.end))
        var place = Report.Place(path: path(span.file.path), line: start.line, column: start.column)
        if span.end > span.start, end.line > start.line || end.column > start.column {
            place.endLine = end.line == start.line ? nil : end.line
            place.endColumn = end.column
        }
        return place
    }

    private func isInProject(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.hasPrefix("../") && !path.hasPrefix("--") && !path.hasPrefix(targetPath + "/")
    }

    /// Where a node, unit test or source is declared: the line of a test in its YAML, the first line of a model.
    public func declaration(of id: String) -> Report.Place? {
        guard let manifest else { return nil }
        if let node = manifest.nodes[id] { return declaration(of: node) }
        if let test = manifest.unitTests[id] { return declared(test.span, test.originalFilePath) }
        if let source = manifest.sources[id] { return declared(nil, source.originalFilePath) }
        return manifest.exposures[id].flatMap { declared(nil, $0.originalFilePath) }
    }

    private func declaration(of node: Node) -> Report.Place? { declared(node.source, node.originalFilePath) }

    private func declared(_ span: SourceSpan?, _ file: String) -> Report.Place? {
        if let span, isInProject(span.file.path) { return Report.Place(path: path(span.file.path), line: span.position.line) }
        return isInProject(file) ? Report.Place(path: path(file), line: 1) : nil
    }

    // MARK: Diagnostics

    /// What a diagnostic says.
    public func finding(_ diagnostic: Diagnostic) -> Report.Finding {
        let line = diagnostic.span.map { String(decoding: $0.file.bytes[$0.file.lineRange(containing: $0.start)], as: UTF8.self) }
        var finding = Report.Finding(
            rule: diagnostic.id.code, severity: diagnostic.severity, message: diagnostic.message, place: place(diagnostic.span),
            identity: line ?? diagnostic.message)
        finding.hint = diagnostic.hint
        finding.related = diagnostic.notes.compactMap { note in
            place(note.span).map { Report.Finding.Related(message: note.message, place: $0) }
        }
        return finding
    }

    /// The errors of a part of the command as cases; one that passed where there are none.
    public func cases(_ diagnostics: [Diagnostic], suite: String, name: String) -> [Report.Case] {
        let errors = diagnostics.filter { $0.severity == .error }
        guard !errors.isEmpty else { return [Report.Case(suite: suite, group: suite, name: name, outcome: .passed)] }
        return errors.map { error in
            let place = place(error.span)
            var one = Report.Case(
                suite: suite, group: suite, name: place.map { "\(name) \($0.path):\($0.line)" } ?? name, outcome: .errored)
            one.place = place
            one.rule = error.id.code
            one.message = error.message.firstLine
            one.detail = rendering.render(error)
            return one
        }
    }

    // MARK: Results

    /// What became of one node.
    public func entry(_ result: RunResult) -> Report.Case {
        let id = result.uniqueID
        let node = result.node ?? manifest?.nodes[id]
        let path = node?.fqn ?? manifest?.unitTests[id]?.fqn ?? manifest?.exposures[id]?.fqn ?? id.split(separator: ".").map(String.init)
        var one = Report.Case(
            suite: suite(id, node), group: path.dropLast().joined(separator: "."), name: name(id, node), outcome: Self.outcome(result))
        one.place = failurePlace(result) ?? node.flatMap(declaration) ?? declaration(of: id)
        one.layer = layerOf(id)
        one.seconds = result.executionTime
        guard one.outcome != .passed else { return one }
        if one.outcome != .skipped { one.rule = code(of: result) }
        one.message = (result.message ?? "left out: something it is built on failed").essentialLine
        one.detail = detail(of: result, node)
        return one
    }

    /// What there is to say about the place of a node that failed or warned; nil for any other.
    public func finding(_ result: RunResult) -> Report.Finding? {
        let one = entry(result)
        guard one.outcome.isBad || one.outcome == .warned else { return nil }
        var finding = Report.Finding(
            rule: one.rule, severity: one.outcome == .warned ? .warning : .error, message: one.message, place: one.place,
            identity: result.uniqueID)
        let type = (result.node ?? manifest?.nodes[result.uniqueID])?.resourceType.rawValue ?? String(result.uniqueID.prefix { $0 != "." })
        finding.title = type.replacing("_", with: " ") + " " + one.name
        finding.hint = result.place?.hint
        finding.related = (result.place?.notes ?? []).compactMap { note in
            place(note.span).map { Report.Finding.Related(message: note.message, place: $0) }
        }
        return finding
    }

    private func failurePlace(_ result: RunResult) -> Report.Place? { place(result.place?.span) }

    private func name(_ id: String, _ node: Node?) -> String {
        node?.searchName ?? manifest?.unitTests[id]?.name ?? manifest?.exposures[id]?.name ?? id
    }

    private func suite(_ id: String, _ node: Node?) -> String {
        switch node?.resourceType ?? ResourceType(rawValue: String(id.prefix { $0 != "." })) {
        case .operation: "hooks"
        case let type?: type.plural
        case nil: "nodes"
        }
    }

    private static func outcome(_ result: RunResult) -> Report.Outcome {
        switch result.status {
        case .success, .pass, .reused, .noOp: .passed
        case .warn: .warned
        case .fail: .failed
        case .error, .runtimeError, .partialSuccess: .errored
        case .skipped: .skipped
        }
    }

    private func code(of result: RunResult) -> String {
        if let id = result.place?.id { return id.code }
        let id: DiagnosticID = result.uniqueID.hasPrefix("unit_test.") ? "unit-test-failed" : "test-failed"
        return id.code
    }

    private func detail(of result: RunResult, _ node: Node?) -> String {
        var parts = [result.message ?? ""]
        if let place = result.place { parts.append(rendering.renderPlace(place)) }
        if let path = node?.compilation?.path, !parts[0].contains("compiled code at") { parts.append("compiled code at \(path)") }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

extension String {
    /// The first line that holds anything.
    var firstLine: String { lines.first ?? "" }

    /// What a message comes to: the line behind a heading as `Database Error in model orders (models/orders.sql)`, else the first line.
    var essentialLine: String {
        let lines = lines
        guard lines.count > 1, lines[0].contains(" Error"), lines[0].hasSuffix(")") || !lines[0].contains(":") else { return firstLine }
        return lines[1]
    }

    private var lines: [String] {
        split(whereSeparator: \.isNewline).map { line in
            let text = line.drop { $0 == " " || $0 == "\t" }
            return String(text)
        }.filter { !$0.isEmpty }
    }
}
