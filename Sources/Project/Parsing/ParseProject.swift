public import Diagnostics
public import Files
internal import Jinja

extension ParsedProject {
    /// Parses every file, each by itself, several at once. Built-in packages that are `known` already are taken over as they are.
    public static func parse(
        _ files: ProjectFiles, threads: Int = ConcurrentMap.processorCount, known: [ParsedPackage] = []
    ) -> (project: ParsedProject, diagnostics: [Diagnostic]) {
        var packages: [ParsedPackage] = []
        var diagnostics: [Diagnostic] = []
        for package in files.packages {
            if package.isInternal, let parsed = known.first(where: { $0.name == package.config.name }) {
                packages.append(parsed)
                continue
            }
            let all = FileKind.allCases.flatMap { package.files[$0] ?? [] }
            var parsed = ParsedPackage(config: package.config, isInternal: package.isInternal)
            for outcome in ConcurrentMap.map(all, threads: threads, FileParsing.parse) {
                parsed.add(outcome)
                diagnostics += outcome.diagnostics
            }
            packages.append(parsed)
        }
        return (ParsedProject(packages: packages), diagnostics.firstOfEachDeprecation)
    }
}

/// What one file gave.
struct FileParsing: Sendable {
    let file: ProjectFile
    var macros: [ParsedMacro] = []
    var texts: [ParsedText] = []
    var docs: [ParsedDocs] = []
    var properties: ParsedProperties?
    var diagnostics: [Diagnostic] = []

    /// Parses a file by its kind.
    @Sendable static func parse(_ file: ProjectFile) -> FileParsing {
        var parsing = FileParsing(file: file)
        switch file.kind {
        case .macro: parsing.parseMacros(tags: BlockExtraction.macroTags)
        case .genericTest: parsing.parseMacros(tags: ["test", "data_test"])
        case .model, .analysis, .singularTest, .function: parsing.parseText()
        case .snapshot: parsing.parseSnapshots()
        case .docs: parsing.parseDocs()
        case .properties:
            let (properties, found) = ParsedProperties.parse(file)
            parsing.properties = properties
            parsing.diagnostics += found
        case .seed, .fixture: break
        }
        return parsing
    }

    private init(file: ProjectFile) { self.file = file }

    private mutating func parseText() {
        let span = file.textSpan
        texts.append(ParsedText(file: file, name: file.name, span: span, calls: StaticCalls.read(span)))
    }

    private mutating func blocks(_ tags: Set<String>, warns: Bool = false) -> [ExtractedBlock] {
        do throws(BlockError) {
            let extraction = try BlockExtraction(file.source, tags: tags, keepsText: false)
            for (name, span) in extraction.unexpectedTags where warns {
                let message = "Found unexpected '\(name)' block tag."
                diagnostics.append(
                    .warning("unexpected-jinja-block", "\(message) in file `\(file.originalPath)`", at: span).with([
                        "msg": .text(message), "file": .text(file.originalPath),
                    ]))
            }
            return extraction.blocks.filter { $0.type != nil }
        } catch {
            diagnostics.append(.error("jinja-blocks", error.message, at: error.span))
            return []
        }
    }

    private mutating func parseMacros(tags: Set<String>) {
        for block in blocks(tags, warns: file.kind == .macro) {
            do {
                let definition = try ProjectMacro.Definition(package: file.package, file: file.source, in: block.block)
                macros.append(macro(definition, block))
            } catch {
                diagnostics.append(Self.diagnostic(error, at: SourceSpan(file.source, block.block.lowerBound, block.contents.lowerBound)))
            }
        }
    }

    private func macro(_ definition: ProjectMacro.Definition, _ block: ExtractedBlock) -> ParsedMacro {
        let isGenericTestFile = file.kind == .genericTest
        return ParsedMacro(
            name: definition.name, file: file, span: span(block.block),
            arguments: isGenericTestFile ? [] : definition.parameters.map(\.name),
            supportedLanguages: block.type == "materialization" ? Self.languages(definition) : nil,
            calls: definition.template.calls.compactMap(Self.call), definition: definition)
    }

    /// A range of the file without the white space at the file's ends, which dbt drops first.
    private func span(_ range: Range<Int>) -> SourceSpan {
        let clamped = range.clamped(to: file.textRange)
        return SourceSpan(file.source, clamped.lowerBound, clamped.upperBound)
    }

    /// The languages a materialization declares: the words of its `supported_languages`.
    private static func languages(_ definition: ProjectMacro.Definition) -> [String] {
        let text = definition.parameters.first { $0.name == "supported_languages" }?.defaultText ?? "sql"
        let words = text.split { !($0.isLetter || $0 == "_") }.map(String.init)
        return words.isEmpty ? ["sql"] : words
    }

    private static func call(_ call: StaticCall) -> MacroCall? {
        guard let owner = call.owner else { return .plain(call.name) }
        guard owner == "adapter" else { return .qualified(owner, call.name) }
        guard call.name == "dispatch" else { return nil }
        let name = call.positional.first ?? call.named("macro_name")
        let namespace = call.positional.count > 1 ? call.positional[1] : call.named("macro_namespace")
        return (name?.literal?.string).map { .dispatch($0, namespace: namespace?.literal?.string) }
    }

    private mutating func parseSnapshots() {
        for block in blocks(["snapshot"]) {
            let span = span(block.contents)
            texts.append(ParsedText(file: file, name: block.name ?? file.name, span: span, calls: nil))
        }
    }

    private mutating func parseDocs() {
        for block in blocks(["docs"]) {
            let span = span(block.block)
            do {
                let template = try Template(file.source, in: block.contents, mode: .text)
                let text = try Renderer(names: NoNames()).render(template)
                let bytes = Array(text.utf8)
                let contents = String(decoding: bytes[PythonSpace.strippedRange(of: bytes)], as: UTF8.self)
                docs.append(ParsedDocs(name: block.name ?? "", file: file, contents: contents, span: span))
            } catch {
                diagnostics.append(Self.diagnostic(error, at: span))
            }
        }
    }

    /// Docs blocks see no names at all.
    private final class NoNames: NameLookup {
        func value(of name: Symbol) throws -> Value? { nil }
    }

    /// A template's error as a message about the file.
    private static func diagnostic(_ error: any Error, at span: SourceSpan) -> Diagnostic {
        guard let error = error as? JinjaError else { return .error("jinja", "\(error)", at: span) }
        let id = error.id
        return .error(id, error.message, at: error.span ?? span)
    }
}

extension ParsedPackage {
    fileprivate mutating func add(_ parsing: FileParsing) {
        macros += parsing.macros
        docs += parsing.docs
        if let properties = parsing.properties { self.properties.append(properties) }
        switch parsing.file.kind {
        case .model: models += parsing.texts
        case .snapshot: snapshots += parsing.texts
        case .analysis: analyses += parsing.texts
        case .singularTest: singularTests += parsing.texts
        case .function: functions += parsing.texts
        case .seed: seeds.append(parsing.file)
        case .fixture: fixtures.append(parsing.file)
        case .macro, .genericTest, .docs, .properties: break
        }
    }
}

extension [Diagnostic] {
    /// dbt shows the first of each kind of deprecation.
    fileprivate var firstOfEachDeprecation: [Diagnostic] {
        var seen: Set<DiagnosticID> = []
        return filter { $0.id != "unexpected-jinja-block" || seen.insert($0.id).inserted }
    }
}
