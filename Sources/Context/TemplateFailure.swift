public import Diagnostics
public import Graph
public import Jinja
import Warehouse

/// An error met while a node's text was rendered, as a person reads it: the place in the person's own files, and the calls that led there.
public struct TemplateFailure {
    private let error: JinjaError
    private let node: Node
    /// The packages whose macros come with the program.
    private let internalPackages: [String]

    /// How many calls are shown; of a deeper stack the outermost ones are.
    private static let shownCalls = 5

    /// A failure of a node.
    public init(_ error: JinjaError, in node: Node, internalPackages: [String]) {
        self.error = error
        self.node = node
        self.internalPackages = internalPackages
    }

    /// One place on the way from the node's text to the error.
    private struct Site {
        let span: SourceSpan
        let note: String
    }

    /// The diagnostic.
    ///
    /// - Parameters:
    ///   - fallback: where it points when the error knows no place.
    ///   - isGenerated: whether the node's text is generated, so that places in it mean nothing to people.
    ///   - names: the names that templates may use, for the name that was meant.
    public func diagnostic(at fallback: SourceSpan?, isGenerated: Bool, names: some Sequence<String> = [String]()) -> Diagnostic {
        var sites = sites(fallback: fallback, isGenerated: isGenerated)
        // A mistake in what is handed to a built-in macro is the caller's: what lies inside is of no use to anybody.
        if let own = sites.firstIndex(where: { !isInternal($0.span) }) { sites.removeFirst(own) }
        let calls = sites.dropFirst().filter { !isInternal($0.span) }
        var notes = calls.suffix(Self.shownCalls).map { Diagnostic.Note($0.note, at: $0.span) }
        if calls.count > notes.count {
            notes.insert(Diagnostic.Note("\(calls.count - notes.count) more calls lie between"), at: 0)
        }
        return Diagnostic(
            Self.id(of: error), .error, error.message, at: sites.first?.span ?? fallback, notes: notes,
            hint: error.hint(among: names) ?? hint)
    }

    /// From the error outwards: where it happened, then where each macro was called.
    private func sites(fallback: SourceSpan?, isGenerated: Bool) -> [Site] {
        var sites: [Site] = []
        if let span = error.wordSpan, !(isGenerated && error.stack.isEmpty) { sites.append(Site(span: span, note: "")) }
        for (callee, caller) in zip(error.stack, error.stack.dropFirst()) {
            let offset = caller.file.offset(ofLine: caller.line)
            let place = SourceSpan(caller.file, offset, offset).trimmedLine
            sites.append(Site(span: place, note: "macro \(callee.macro) is called here, in macro \(caller.macro)"))
        }
        if let outermost = error.stack.last, let place = isGenerated ? fallback : error.passing?.word ?? fallback {
            let owner = "\(node.resourceType.rawValue) \(node.name)"
            sites.append(Site(span: place, note: "macro \(outermost.macro) is called here, in \(owner)"))
        }
        return sites
    }

    private func isInternal(_ span: SourceSpan) -> Bool {
        internalPackages.contains { span.file.path.hasPrefix($0 + "/macros/") }
    }

    /// How the messages about a missing environment variable and a missing variable begin.
    private static let (noEnvVar, noVar) = ("Env var required but not provided: '", "Required var '")

    /// The stable name of an error: a value that nobody gave is no mistake of the template.
    public static func id(of error: JinjaError) -> DiagnosticID {
        error.message.hasPrefix(noEnvVar) ? "env-var-missing" : error.message.hasPrefix(noVar) ? "var-missing" : error.id
    }

    private var hint: String? {
        if error.kind == .undefined, error.message.hasSuffix("is undefined") {
            return "check the spelling; a macro of a package is called as package.macro(), and packages have to be installed"
        }
        if error.message.hasPrefix(Self.noEnvVar) {
            return "set \(error.message.dropFirst(Self.noEnvVar.count).prefix { $0 != "'" }), or give env_var a default"
        }
        if error.message.hasPrefix(Self.noVar) {
            return "give it with --vars, under 'vars:' in dbt_project.yml, or give var a default"
        }
        return nil
    }
}

extension Diagnostic {
    /// The diagnostic of an error met while a node's text was rendered.
    ///
    /// - Parameters:
    ///   - fallback: where it points when the error knows no place.
    ///   - isGenerated: whether the text is generated, so that places in it mean nothing to people.
    ///   - internalPackages: the packages whose macros come with the program.
    public init(
        _ error: any Error, in node: Node, at fallback: SourceSpan?, isGenerated: Bool, internalPackages: [String]
    ) {
        switch error {
        case let diagnostic as Diagnostic: self = diagnostic
        case let error as JinjaError:
            self = TemplateFailure(error, in: node, internalPackages: internalPackages)
                .diagnostic(at: fallback, isGenerated: isGenerated)
        case let error as RaisedError: self.init("jinja-raised", .error, error.message, at: fallback)
        case let error as WarehouseError: self.init(error.id, .error, error.message, at: fallback, hint: error.advice)
        default: self.init("internal", .error, "\(error)", at: fallback)
        }
    }
}

extension SourceFile {
    /// The offset of the first byte of a line, from 1; the end past the last line.
    fileprivate func offset(ofLine number: Int) -> Int {
        var line = 1
        var offset = 0
        while line < number {
            guard let next = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else { return bytes.count }
            offset = next + 1
            line += 1
        }
        return offset
    }
}
