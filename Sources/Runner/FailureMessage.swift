import Context
import Diagnostics
import Files
import Graph
import Jinja
import Warehouse

/// What a person reads about a node that failed, in dbt's layout: a heading that names the node, then the message, indented.
enum FailureMessage {
    /// The message for an error met while a node was compiled or run.
    ///
    /// - Parameter compiledCode: the file with the SQL that ran, where there is one: database errors point to it.
    static func text(_ error: any Error, node: Node, compiledCode: String?) -> String {
        let (heading, message) = headed(error)
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if heading == "Database Error", let compiledCode { lines.append("compiled code at \(compiledCode)") }
        lines += place(of: error)
        lines += calls(of: error, describe(node))
        return ([heading + " in " + describe(node)] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    /// The message for an error met while the age of a source table was asked for.
    static func text(_ error: any Error, source: Source) -> String {
        let (heading, message) = headed(error)
        let subject = "source \(source.name) (\(source.originalFilePath))"
        let lines =
            message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + place(of: error) + calls(of: error, subject)
        return (["\(heading) in \(subject)"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    /// The message for a hook around a run that failed.
    static func hookText(_ error: any Error) -> String {
        let (heading, message) = headed(error)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        return ([heading] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    /// The message for an operation that failed: the macro stack stands behind it.
    static func operationText(_ error: any Error, name: String) -> String {
        let (heading, message) = headed(error)
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines += place(of: error)
        let frames = (error as? JinjaError)?.stack ?? []
        guard let outer = frames.last else { return ([heading] + lines.map { "  " + $0 }).joined(separator: "\n") }
        if frames.count > 1 {
            lines.append("")
            for (index, frame) in frames.enumerated() {
                lines.append("> \(index == 0 ? "in" : "called by") macro \(frame.macro) (\(frame.file.path))")
            }
        }
        return ([heading + " in macro \(outer.macro) (\(outer.file.path))"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    /// The heading and the bare message of an error.
    static func headed(_ error: any Error) -> (heading: String, message: String) {
        switch error {
        case let error as WarehouseError: (error.heading, error.message)
        case let error as RaisedError: (error.heading, error.message)
        case let error as JinjaError: ("Compilation Error", message(of: error))
        case let error as Diagnostic: ("Compilation Error", error.message)
        case let error as FileError: ("Runtime Error", error.description)
        default: ("Runtime Error", "\(error)")
        }
    }

    /// `model orders (models/orders.sql)`.
    static func describe(_ node: Node) -> String { "\(node.resourceType.rawValue) \(node.name) (\(node.originalFilePath))" }

    private static func message(of error: JinjaError) -> String {
        guard error.kind == .undefined, error.stack.isEmpty else { return error.message }
        // What the user wrote is `adapter`.
        return error.message.replacing("'dbt.context.providers.RuntimeDatabaseWrapper object'", with: "'adapter'")
            + ". This can happen when calling a macro that does not exist. Check for typos and/or install package dependencies with \"dbt deps\"."
    }

    /// The line a template error happened at, with its text.
    private static func place(of error: any Error) -> [String] {
        guard let error = error as? JinjaError, error.kind != .compilation, let span = error.span else { return [] }
        let line = span.position.line
        let text = span.file.line(line)
        return ["  line \(line)", "    " + String(text.drop { $0 == " " || $0 == "\t" })]
    }

    private static func calls(of error: any Error, _ subject: String) -> [String] {
        guard let error = error as? JinjaError, !error.stack.isEmpty else { return [] }
        var lines = [""]
        for (index, frame) in error.stack.enumerated() {
            lines.append("> \(index == 0 ? "in" : "called by") macro \(frame.macro) (\(frame.file.path))")
        }
        lines.append("> called by \(subject)")
        return lines
    }
}
