public import Diagnostics
public import Formats

/// One step into a YAML value.
public enum KeyStep: Sendable, Equatable {
    /// Under a key of a mapping.
    case key(String)
    /// An element of a list, from 0.
    case index(Int)

    /// The key; nil for an index.
    public var name: String? {
        if case .key(let name) = self { return name }
        return nil
    }
}

/// Renders the strings of a YAML value natively: `{{ var('n') }}` keeps the type of what it gives (SPEC section 13).
///
/// What templates may name is dbt's base context: `env_var`, `var`, `target` where there is a profile, `project_name` where there is a
/// project, and the pure functions. A rendered value keeps the place of the string it came from.
public struct ConfigRenderer: Sendable {
    /// The environment.
    public let env: EnvVars
    /// The variables `var()` finds.
    public let vars: VarScope
    /// `target`; nil where no profile is known yet.
    public let target: ConfigMap?
    /// `project_name`; nil outside of a project's properties files.
    public let projectName: String?
    /// Whether `env_var` may give secrets: in `profiles.yml` and `packages.yml`.
    public let allowsSecrets: Bool
    /// Whether variables that hold Jinja are rendered again: everywhere but in properties files.
    public let rendersVars: Bool
    /// Whether there is no profile and none is needed (`deps`, `clean`): every key of `target` is an empty text then.
    public var needsNoProfile = false
    /// Whether variables without a value are none instead of an error: `deps`.
    public var missingVarsAreNone = false
    /// What `log(text, info=true)` and `print(text)` are handed to, secrets masked; nothing where nobody listens, as files may be rendered
    /// more than once.
    public var say: (@Sendable (String) -> Void)?

    /// A renderer for one kind of file.
    public init(
        env: EnvVars, vars: VarScope, target: ConfigMap? = nil, projectName: String? = nil, allowsSecrets: Bool = false,
        rendersVars: Bool = true
    ) {
        self.env = env
        self.vars = vars
        self.target = target
        self.projectName = projectName
        self.allowsSecrets = allowsSecrets
        self.rendersVars = rendersVars
    }

    /// Renders every string of a value that `renders` wants rendered, dates become ISO text; keys stay as they are.
    ///
    /// What cannot be rendered is reported and left as written.
    public func render(
        _ value: ConfigValue, path: [KeyStep] = [], where renders: ([KeyStep]) -> Bool = { _ in true },
        _ diagnostics: inout [Diagnostic]
    ) -> ConfigValue {
        switch value.kind {
        case .map(let map):
            var result = map
            for entry in map where !Self.isPlain(entry.value) {
                result[entry.name] = render(entry.value, path: path + [.key(entry.name)], where: renders, &diagnostics)
            }
            return ConfigValue(.map(result), at: value.span)
        case .list(let elements):
            var result = elements
            for (index, element) in elements.enumerated() where !Self.isPlain(element) {
                result[index] = render(element, path: path + [.index(index)], where: renders, &diagnostics)
            }
            return ConfigValue(.list(result), at: value.span)
        case .string, .date, .timestamp:
            return renders(path) ? leaf(value, path, &diagnostics) : value
        default: return value
        }
    }

    private func leaf(_ value: ConfigValue, _ path: [KeyStep], _ diagnostics: inout [Diagnostic]) -> ConfigValue {
        if case .date(let text) = value.kind { return ConfigValue(.string(text), at: value.span) }
        if case .timestamp(let text) = value.kind { return ConfigValue(.string(text), at: value.span) }
        guard let text = value.string else { return value }
        if !Self.hasTags(text) { return ConfigValue(.string(Self.withoutFinalNewline(text)), at: value.span) }
        do throws(ConfigRenderError) {
            var rendered = try evaluate(text, at: value.span)
            if allowsSecrets, let text = rendered.string { rendered.kind = .string(env.revealingSecrets(in: text)) }
            rendered.span = value.span
            return rendered
        } catch {
            // A password may hold what looks like Jinja: it is used as written where it does not parse (dbt 1.12).
            if !(allowsSecrets && path.contains(.key("password"))) { diagnostics.append(error.diagnostic(rendering: text, at: value.span)) }
            return value
        }
    }

    /// Whether rendering a value changes nothing about it, as is the case with nearly all.
    private static func isPlain(_ value: ConfigValue) -> Bool {
        switch value.kind {
        case .map(let map): map.entries.allSatisfy { isPlain($0.value) }
        case .list(let elements): elements.allSatisfy(isPlain)
        case .string(let text): !hasTags(text) && text.utf8.last != UInt8(ascii: "\n") && !text.utf8.contains(UInt8(ascii: "\r"))
        case .date, .timestamp: false
        default: true
        }
    }

    /// Whether a text holds any of Jinja's delimiters.
    public static func hasTags(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var previous: UInt8 = 0
            for byte in bytes {
                let opens =
                    previous == UInt8(ascii: "{") && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#"))
                let closes =
                    byte == UInt8(ascii: "}")
                    && (previous == UInt8(ascii: "}") || previous == UInt8(ascii: "%") || previous == UInt8(ascii: "#"))
                if opens || closes { return true }
                previous = byte
            }
            return false
        }
    }

    /// A text as a template without tags gives it: line ends are `\n`, one at the end is dropped.
    static func withoutFinalNewline(_ text: String) -> String {
        var bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: "\r")) { bytes = Array(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").utf8) }
        guard bytes.last == UInt8(ascii: "\n") else {
            return bytes.count == text.utf8.count ? text : String(decoding: bytes, as: UTF8.self)
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}

/// Why a string could not be rendered.
struct ConfigRenderError: Error {
    /// The stable name of the kind of message.
    var id: DiagnosticID
    /// What is wrong, in dbt's or Jinja's words.
    var message: String
    /// Whether dbt says "Could not render …" before it (all but the parsing errors of `env_var`).
    var isCompilation: Bool
    /// Where in the file; nil where only the string is known.
    var span: SourceSpan?
    /// What to do.
    var hint: String?

    func diagnostic(rendering text: String, at span: SourceSpan?) -> Diagnostic {
        Diagnostic.error(id, isCompilation ? "Could not render \(text): \(message)" : message, at: self.span ?? span, hint: hint)
    }
}
