import Context
import Diagnostics
import Files
import Graph
import Jinja
import Warehouse

/// What kind of failure a node had, where in the project it comes from, and what to do about it.
struct FailurePlace {
    /// The node.
    let node: Node
    /// The statement the database refused, if one was.
    let statement: String?
    /// The settings of the run.
    let settings: RunSettings

    /// The failure as a diagnostic with a message of its own.
    func diagnostic(_ error: any Error, message: String) -> Diagnostic {
        let place: Diagnostic =
            switch error {
            case let error as JinjaError: template(error)
            case let error as WarehouseError: database(error)
            case let error as Diagnostic: error
            case let error as FileError: error.diagnostic
            default: Diagnostic(Self.id(of: error), .error, message)
            }
        return Diagnostic(place.id, .error, message, at: place.span, notes: place.notes, hint: place.hint)
    }

    /// The stable name of an error met while a node was compiled or run.
    static func id(of error: any Error) -> DiagnosticID {
        switch error {
        case let error as JinjaError: TemplateFailure.id(of: error)
        case let error as WarehouseError: error.id
        case let error as Diagnostic: error.id
        case let error as FileError: error.id
        default: "jinja-raised"
        }
    }

    private func template(_ error: JinjaError) -> Diagnostic {
        let isGenerated = node.resourceType == .test && !node.originalFilePath.hasSuffix(".sql")
        let failure = TemplateFailure(error, in: node, internalPackages: settings.world.internalPackages)
        let place = failure.diagnostic(at: node.source, isGenerated: isGenerated, names: settings.macroLibrary.callableNames)
        guard place.hint == nil, let hint = materializationHint(error) else { return place }
        return Diagnostic(place.id, .error, place.message, at: place.span, notes: place.notes, hint: hint)
    }

    /// The materialization that was meant, where there is none of the node's name.
    private func materializationHint(_ error: JinjaError) -> String? {
        guard error.message.hasPrefix("No materialization '") else { return nil }
        let names = settings.macroLibrary.callableNames.compactMap { name -> String? in
            guard name.hasPrefix("materialization_"), let end = name.lastIndex(of: "_") else { return nil }
            let start = name.index(name.startIndex, offsetBy: "materialization_".count)
            return start < end ? String(name[start..<end]) : nil
        }
        let known = Set(names).sorted().joined(separator: ", ")
        return DidYouMean.hint(node.materialized, among: names) ?? "there are: \(known)"
    }

    // MARK: SQL

    /// The line of the compiled file that the database complains about, and the line of the model it was made of.
    private func database(_ error: WarehouseError) -> Diagnostic {
        guard let statement, let position = error.position, let code = node.compilation?.code, let path = node.compilation?.path,
            let offset = Self.offset(of: position, in: statement, within: code)
        else { return Diagnostic(error.id, .error, error.message, at: nil, hint: error.advice) }
        let compiled = SourceSpan(SourceFile(path: path, text: code), offset, offset).word
        guard let source = node.source, node.originalFilePath.hasSuffix(".sql") else {
            return Diagnostic(error.id, .error, error.message, at: compiled, hint: error.advice)
        }
        let origin = CompiledLines(source: source.file, compiled: compiled.file).origin(of: compiled)
        let note = Diagnostic.Note("that compiles to", at: compiled)
        return Diagnostic(error.id, .error, error.message, at: origin, notes: [note], hint: error.advice)
    }

    /// The byte of the compiled code that a character of the statement (from 1) is.
    private static func offset(of position: Int, in statement: String, within code: String) -> Int? {
        let bytes = Array(statement.utf8)
        let scalars = statement.unicodeScalars
        guard position > 0, let index = scalars.index(scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex) else {
            return nil
        }
        let place = statement.utf8.distance(from: statement.startIndex, to: index)
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let all = Array(code.utf8)
        guard let first = all.firstIndex(where: { !isSpace($0) }), let last = all.lastIndex(where: { !isSpace($0) }) else { return nil }
        guard let start = bytes.firstRange(of: all[first...last])?.lowerBound, start <= place, place <= start + last - first + 1 else {
            return nil
        }
        return first + place - start
    }
}
