public import Diagnostics

/// A macro of a project or package as a value: compiled once from its own block of text, called in the context of the node being rendered.
public final class ProjectMacro: Object {
    /// What the host knows about a macro; shared by all threads.
    public final class Definition: Sendable {
        /// The package the macro belongs to.
        public let package: String
        /// The name without dbt's prefix: `f`, `test_unique`, `materialization_table_default`.
        public let name: String
        /// `macro.<package>.<name>`.
        public let uniqueID: String
        /// The block of text the macro was cut from.
        public let template: Template
        /// The parameters, in order.
        public let parameters: [Parameter]
        /// The languages a materialization says it supports (`supported_languages`), `sql` where it says nothing; empty for other macros.
        public let supportedLanguages: [String]
        /// The name the text defines: `dbt_macro__f`.
        let fullName: String

        /// A parameter of a macro.
        public struct Parameter: Sendable {
            /// The name.
            public let name: String
            /// The type annotation as written; nil without one.
            public let annotation: String?
            /// The source text of the default; nil without one.
            public let defaultText: String?
        }

        /// The macro that a block of a macro file defines (text from `{% macro` to `endmacro %}`).
        ///
        /// Throws syntax errors, and a compilation error where the block does not define exactly one macro.
        public init(package: String, file: SourceFile, in range: Range<Int>? = nil) throws {
            let template = try Template(file, in: range)
            let macros = template.definedMacros
            guard macros.count == 1, let macro = macros.first, let fullName = macro.name else {
                throw JinjaError(
                    .compilation, "Found multiple macros or no macro in one block: \(macros.count)", at: SourceSpan(file, 0, 0))
            }
            self.package = package
            self.template = template
            self.fullName = fullName
            name = fullName.hasPrefix("dbt_macro__") ? String(fullName.dropFirst("dbt_macro__".count)) : fullName
            uniqueID = "macro.\(package).\(name)"
            supportedLanguages = Self.languages(macro)
            parameters = macro.parameters.map { parameter in
                let text = parameter.defaultValue.map { template.sourceText($0) }
                return Parameter(name: parameter.name, annotation: parameter.annotation, defaultText: text)
            }
        }

        private static func languages(_ macro: MacroStatement) -> [String] {
            guard macro.name?.hasPrefix("dbt_macro__materialization_") == true,
                let parameter = macro.parameters.first(where: { $0.name == "supported_languages" }),
                case .list(let items)? = parameter.defaultValue?.kind
            else { return [] }
            return items.compactMap { $0.staticLiteral?.string }
        }
    }

    /// Told about the calls of macros: what records dependencies and keeps the host's own stack.
    public protocol Observer: AnyObject {
        /// A macro is about to run; `depth` is 0 for one that the node's own text calls.
        func macroStarts(_ macro: Definition, depth: Int)
        /// The macro has ended, well or not.
        func macroEnds(_ macro: Definition)
    }

    /// What the macro is.
    public let definition: Definition
    private weak var observer: (any Observer)?

    /// The macro for one rendering.
    public init(_ definition: Definition, observer: (any Observer)? = nil) {
        self.definition = definition
        self.observer = observer
    }

    public override var typeName: String { "MacroGenerator" }
    public override var qualifiedTypeName: String { "dbt.clients.jinja.MacroGenerator" }
    public override var isCallable: Bool { true }
    public override func repr() throws -> String { "<dbt.clients.jinja.MacroGenerator object at 0x7f0000000000>" }

    /// Runs the macro: its text, or what it `return`ed.
    public override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        observer?.macroStarts(definition, depth: renderer.runningMacros.count)
        defer { observer?.macroEnds(definition) }
        let depth = renderer.runningMacros.count
        renderer.runningMacros.append(self)
        defer { renderer.runningMacros.removeLast(renderer.runningMacros.count - depth) }
        do {
            return try renderer.deeper { try run(arguments, renderer) }
        } catch is ReturnSignal {
            return renderer.takeReturned()
        } catch var error as JinjaError {
            let place = error.passing ?? SourceSpan(definition.template.file, 0, 0)
            error.stack.append(
                JinjaError.Frame(macro: definition.name, file: definition.template.file, line: place.position.line))
            error.passing = nil
            throw error
        }
    }

    private func run(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let program = try definition.template.program()
        return try renderer.running(program) {
            let escaped = renderer.escapes
            renderer.escapes = false
            defer { renderer.escapes = escaped }
            // What the block prints beside its macro goes nowhere.
            var sink = Sink(isNative: false)
            let frame = try program.run(renderer, &sink)
            defer { program.finish(frame) }
            guard let macro = program.macro(definition.fullName, in: frame) else {
                throw JinjaError(.attribute, "macro '\(definition.name)' is not defined in its block")
            }
            return try macro.call(arguments, renderer)
        }
    }
}
