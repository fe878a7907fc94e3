public import Diagnostics
import Formats
import Jinja

extension ConfigRenderer {
    /// The value a string natively renders to.
    func evaluate(_ text: String, at span: SourceSpan?) throws(ConfigRenderError) -> ConfigValue {
        let names = ConfigNames(self)
        do {
            let template = try Template(text, path: span?.file.path ?? "<config>", mode: .native)
            let value = try Renderer(names: names).renderValue(template)
            if case .undefined(let undefined) = value { throw undefined.error() }
            return try ConfigValue(value)
        } catch {
            throw ConfigRenderError(error, in: text, at: span)
        }
    }

    /// The text a template renders to, with more names than the base context has (`doc`). Used for descriptions.
    public func renderText(
        _ text: String, at span: SourceSpan?, functions: [ConfigFunction], _ diagnostics: inout [Diagnostic]
    ) -> String {
        guard Self.hasTags(text) else { return text }
        let names = ConfigNames(self, functions)
        do {
            return try Renderer(names: names).render(Template(text, path: span?.file.path ?? "<config>", mode: .text))
        } catch {
            diagnostics.append(ConfigRenderError(error, in: text, at: span).plainDiagnostic(at: span))
            return text
        }
    }
}

/// A function that a host adds to the base context.
public struct ConfigFunction {
    /// The name templates use.
    public let name: String
    /// What it does with its texts by position; throws a diagnostic.
    public let body: ([String]) throws -> String

    /// A function of texts.
    public init(_ name: String, _ body: @escaping ([String]) throws -> String) {
        self.name = name
        self.body = body
    }
}

/// An error of the base context's own functions, with its stable name.
private struct ConfigFunctionError: Error {
    let id: DiagnosticID
    let message: String
    var isCompilation = true
    var hint: String?
}

extension ConfigRenderError {
    init(_ error: any Error, in text: String, at span: SourceSpan?) {
        switch error {
        case let error as ConfigFunctionError:
            self.init(id: error.id, message: error.message, isCompilation: error.isCompilation, span: span, hint: error.hint)
        case let error as Diagnostic:
            self.init(id: error.id, message: error.message, isCompilation: false, span: error.span ?? span, hint: error.hint)
        case let error as JinjaError:
            let id = error.id
            self.init(id: id, message: error.message, isCompilation: true, span: Self.place(of: error, in: text, at: span))
        default: self.init(id: "config-rendering", message: "\(error)", isCompilation: true, span: span)
        }
    }

    /// The place of an error inside a string of a file, where the string stands there as it is.
    private static func place(of error: JinjaError, in text: String, at span: SourceSpan?) -> SourceSpan? {
        guard let span, let inner = error.span else { return span }
        let written = span.file.bytes[min(span.start, span.file.bytes.count)..<min(span.end, span.file.bytes.count)]
        let bytes = Array(text.utf8)
        guard written.count >= bytes.count,
            let offset = (0...min(1, written.count - bytes.count)).first(where: {
                written.dropFirst($0).prefix(bytes.count).elementsEqual(bytes)
            })
        else { return span }
        let start = span.start + offset + inner.start
        return start <= span.end ? SourceSpan(span.file, start, min(span.end, span.start + offset + inner.end)) : span
    }

    /// The diagnostic without dbt's "Could not render".
    func plainDiagnostic(at span: SourceSpan?) -> Diagnostic { .error(id, message, at: self.span ?? span, hint: hint) }
}

/// The names that strings of configuration files may use.
private final class ConfigNames: NameLookup {
    private let renderer: ConfigRenderer
    private let functions: [ConfigFunction]

    init(_ renderer: ConfigRenderer, _ functions: [ConfigFunction] = []) {
        self.renderer = renderer
        self.functions = functions
    }

    func value(of name: Symbol) throws -> Value? {
        if let function = functions.first(where: { $0.name == name.name }) {
            return .object(
                FunctionObject(function.name) { arguments, _ in .string(try function.body(try arguments.positional.map { try $0.str() })) })
        }
        switch name.name {
        case "env_var":
            return .object(FunctionObject("env_var", Signature("var", "default=")) { [renderer] in try Self.envVar(renderer, $0, $1) })
        case "var": return .object(ConfigVar(self, renderer))
        case "target":
            return renderer.needsNoProfile ? .object(UnsetTarget()) : renderer.target.map { .object($0.jinjaDict()) }
        case "project_name": return renderer.projectName.map(Value.string)
        case "dbt_version": return .string("1.12.6")
        case "modules": return PythonModules.make()
        case "log":
            return .object(
                FunctionObject("log", Signature("msg", "info=")) { [renderer] arguments, _ in
                    if try arguments[1]?.isTrue() == true { try Self.say(arguments.value(0), renderer) }
                    return .string("")
                })
        case "print":
            return .object(
                FunctionObject("print", Signature("msg")) { [renderer] arguments, _ in
                    try Self.say(arguments.value(0), renderer)
                    return .string("")
                })
        default: return PureFunctions.all(yaml: Self.yaml).first { $0.name == name.name }?.value
        }
    }

    /// `fromyaml` and `toyaml`.
    private static var yaml: PureFunctions.YAML {
        PureFunctions.YAML(
            load: { text in
                let (value, diagnostics) = YAMLReader.read(SourceFile(path: "<yaml>", text: text))
                guard let value else { throw JinjaError(.value, diagnostics.first?.message ?? "the text is no YAML") }
                return value.jinjaValue(datesAsObjects: true)
            },
            dump: { value, sortsKeys in YAMLWriter.dump(try ConfigValue(value), sortKeys: sortsKeys) })
    }

    private static func envVar(_ config: ConfigRenderer, _ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
        let name = try arguments.value(0).str()
        switch config.env.lookup(name, secretsAllowed: config.allowsSecrets) {
        case .found(let text): return .string(text)
        case .refused:
            throw ConfigFunctionError(id: "env-var-secret", message: EnvVars.secretMessage(name), isCompilation: false)
        case .missing:
            if let fallback = arguments[1], !fallback.isNone { return fallback }
            let hint = DidYouMean.hint(name, among: config.env.names.sorted()) ?? "set \(name), or give env_var a default"
            throw ConfigFunctionError(id: "env-var-missing", message: EnvVars.missingMessage(name), isCompilation: false, hint: hint)
        }
    }

    private static func say(_ value: Value, _ config: ConfigRenderer) throws {
        guard let say = config.say else { return }
        say(SecretScrubber(config.env.secretValues).scrub(config.env.revealingSecrets(in: try value.str())))
    }

    /// A variable's text with Jinja in it, rendered.
    func render(_ text: String) throws -> String {
        try Renderer(names: self).render(Template(text, path: "<vars>", mode: .text))
    }

    /// The error for a variable without value.
    fileprivate static func missingVar(_ name: String, _ config: ConfigRenderer) -> any Error {
        let hint = DidYouMean.hint(name, among: config.vars.values.keys) ?? "give it with --vars, or as a default: var('\(name)', …)"
        return ConfigFunctionError(id: "var-missing", message: config.vars.missingMessage(name), hint: hint)
    }
}

/// `var(name, default)` and `var.has_var(name)`.
private final class ConfigVar: Object {
    private let names: ConfigNames
    private let config: ConfigRenderer

    init(_ names: ConfigNames, _ config: ConfigRenderer) {
        self.names = names
        self.config = config
    }

    override var typeName: String { "Var" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let bound = try Signature("var_name", "default=").bind(arguments, function: "Var.__call__")
        let name = try bound.value(0).str()
        guard let value = config.vars[name] else {
            if let fallback = bound[1] { return fallback }
            if config.missingVarsAreNone { return .none }
            throw ConfigNames.missingVar(name, config)
        }
        guard config.rendersVars, let text = value.string, ConfigRenderer.hasTags(text) else { return value.jinjaValue() }
        return .string(try names.render(text))
    }

    override func method(_ name: String) -> Method? { name == "has_var" ? Self.hasVar : nil }

    private static let hasVar = Method("has_var", Signature("var_name")) { receiver, arguments, _ in
        guard let variable: ConfigVar = receiver.object() else { return .bool(false) }
        return .bool(try variable.config.vars[arguments.value(0).str()] != nil)
    }
}

/// `target` where no profile is needed: empty text under every key.
private final class UnsetTarget: Object {
    override var typeName: String { "dict" }
    override var isMapping: Bool { true }
    override func attribute(_ name: String, _ renderer: Renderer) -> Value? { .string("") }
    override func item(_ key: Value, _ renderer: Renderer) -> Value? { .string("") }
}
