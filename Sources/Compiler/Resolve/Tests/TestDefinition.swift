import Diagnostics
import Files
import Formats
import Graph
import Project

/// What a generic test is attached to.
struct TestTarget {
    enum Kind { case node, source }

    let kind: Kind
    /// The model's name; `source_table` for sources.
    let name: String
    /// Source and table name.
    var source: (name: String, table: String) = ("", "")
    /// The version the test is for.
    var version: NodeVersion?
    let package: String
    /// The properties file.
    let file: ProjectFile
    /// `models.orders`, `sources.raw`.
    let fileKeyName: String
}

/// Why a test's definition cannot be used.
struct TestDefinitionError: Error {
    let message: String
    let span: SourceSpan?
}

/// A generic test as written in a properties file, taken apart: name, arguments, configuration.
struct TestDefinition {
    /// The macro's name without `test_`.
    private(set) var name = ""
    /// The package before it.
    private(set) var namespace: String?
    /// Arguments of the macro, `model` and `column_name` among them.
    private(set) var arguments = ConfigMap()
    /// The configuration, strings rendered.
    private(set) var config = ConfigMap()
    /// The description.
    private(set) var description = ""
    /// The full name: the user's, or made of test, target and arguments.
    private(set) var fullName = ""
    /// The name for files: short enough for any engine.
    private(set) var shortName = ""
    /// Where the test stands.
    private(set) var span: SourceSpan?
    /// Whether arguments stand beside `config` instead of under `arguments`, which dbt deprecates.
    private(set) var hasLooseArguments = false
    /// What `arguments` holds where it is an argument of the user's own: the project has turned its present meaning off.
    private(set) var customArguments: ConfigValue?
    /// Configuration keys that stand beside `config`, which dbt deprecates.
    private(set) var looseConfigKeys: [String] = []

    /// Keys of a test that are configuration wherever they stand, in dbt's order.
    static let configKeys = [
        "severity", "tags", "enabled", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as",
        "sql_header", "meta", "database", "schema", "alias",
    ]

    /// Keys of a test that are no arguments of its macro.
    private static let ownKeys = Set(["config", "column_name", "description", "name"] + configKeys)

    /// Takes a definition apart. `render` renders a string of the configuration natively.
    init(
        _ value: ConfigValue, target: TestTarget, columnName: String?, nestsArguments: Bool,
        render: (ConfigValue) -> ConfigValue
    ) throws(TestDefinitionError) {
        span = value.span
        let (written, body) = try Self.nameAndBody(value)
        var args = body
        if let columnName { args["column_name"] = .string(columnName) }
        if nestsArguments { nest(&args) } else { customArguments = args["arguments"] }
        if args["model"] != nil {
            throw TestDefinitionError(
                message: "Test arguments include \"model\", which is a reserved argument", span: args.entry("model")?.key.span)
        }
        args["model"] = .string("{{ get_where_subquery(\(Self.targetText(target))) }}")
        try readName(written)
        try readConfig(&args, render)
        description = args["description"].map(PythonText.str) ?? ""
        args["description"] = nil
        let ownName = args["name"].map(PythonText.str)
        args["name"] = nil
        arguments = args
        nameTest(ownName, target)
    }

    private static func nameAndBody(_ value: ConfigValue) throws(TestDefinitionError) -> (String, ConfigMap) {
        if let name = value.string { return (name, ConfigMap()) }
        guard var map = value.map else {
            let shown = "<class '\(PythonText.typeName(value))'> (value \(PythonText.str(value)))"
            throw TestDefinitionError(message: "test must be dict or str, got \(shown)", span: value.span)
        }
        if let name = map["test_name"] {
            map["test_name"] = nil
            return (PythonText.str(name), map)
        }
        guard map.count == 1, let entry = map.entries.first else {
            let list = "[" + map.map { "(\(PythonText.repr($0.key)), \(PythonText.repr($0.value)))" }.joined(separator: ", ") + "]"
            let message = "test definition dictionary must have exactly one key, got \(list) instead (\(map.count) keys)"
            throw TestDefinitionError(message: message, span: value.span)
        }
        guard let body = entry.value.map else {
            let shown = "<class '\(PythonText.typeName(entry.value))'> (value \(PythonText.str(entry.value)))"
            throw TestDefinitionError(message: "test arguments must be a dict, got \(shown)", span: entry.value.span ?? entry.key.span)
        }
        return (entry.name, body)
    }

    private mutating func nest(_ args: inout ConfigMap) {
        let nested = args["arguments"]
        args["arguments"] = nil
        looseConfigKeys = args.keys.filter(Self.configKeys.contains)
        let isEmpty = nested.map { !PythonText.isTrue($0) } ?? true
        hasLooseArguments = isEmpty && args.contains { !Self.ownKeys.contains($0.name) }
        for entry in nested?.map ?? ConfigMap() { args.set(entry.name, key: entry.key, entry.value) }
    }

    private static func targetText(_ target: TestTarget) -> String {
        if target.kind == .source { return "source('\(target.source.name)', '\(target.source.table)')" }
        if let version = target.version, version.text != "0" { return "ref('\(target.name)', version='\(version.text)')" }
        return "ref('\(target.name)')"
    }

    private mutating func readName(_ written: String) throws(TestDefinitionError) {
        let parts = written.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let first = Self.identifier(parts[0])
        guard !first.isEmpty else {
            throw TestDefinitionError(message: "Test name string did not match expected pattern: \(written)", span: span)
        }
        if parts.count == 2, first.count == parts[0].count {
            let second = Self.identifier(parts[1])
            if !second.isEmpty {
                namespace = first
                name = second
                return
            }
        }
        name = first
    }

    /// The leading identifier of a text.
    private static func identifier(_ text: Substring) -> String {
        guard let first = text.first, first == "_" || (first.isASCII && first.isLetter) else { return "" }
        return String(text.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) })
    }

    private mutating func readConfig(
        _ args: inout ConfigMap, _ render: (ConfigValue) -> ConfigValue
    ) throws(TestDefinitionError) {
        var nested = args["config"]?.map
        if let written = args["config"], nested == nil {
            throw TestDefinitionError(
                message: "'config' must be a dict, got <class '\(PythonText.typeName(written))'> (value \(PythonText.str(written)))",
                span: written.span)
        }
        for key in Self.configKeys {
            var value = args[key]
            args[key] = nil
            let isGiven = value.map(PythonText.isTrue) ?? false
            if isGiven, nested?[key] != nil {
                throw TestDefinitionError(
                    message: "Test cannot have the same key at the top-level and in config", span: value?.span)
            }
            if !isGiven, nested != nil {
                value = nested?[key]
                nested?[key] = nil
            }
            if let value { take(key, value, render) }
        }
        args["config"] = nil
        for entry in nested ?? ConfigMap() { take(entry.name, entry.value, render) }
    }

    private mutating func take(_ key: String, _ value: ConfigValue, _ render: (ConfigValue) -> ConfigValue) {
        let rendered = value.string == nil ? value : render(value)
        if !rendered.isNull { config[key] = rendered }
    }

    private mutating func nameTest(_ ownName: String?, _ target: TestTarget) {
        if let ownName {
            fullName = ownName
            shortName = ownName
            return
        }
        var targetName = target.name
        if let version = target.version { targetName += "_v\(version.text)" }
        var testName = target.kind == .source ? "source_" + name : name
        if let namespace { testName = "\(namespace)_\(testName)" }
        (shortName, fullName) = TestNames.names(test: testName, target: targetName, arguments: arguments)
        if shortName != fullName, config["alias"] == nil { config["alias"] = .string(shortName) }
    }

    /// The macro as the test's text calls it: `test_unique`, `dbt_utils.test_equality`.
    var macroName: String { namespace.map { "\($0).test_\(name)" } ?? "test_\(name)" }

    /// The test's text.
    var text: String {
        let call = "{{ \(macroName)(**_dbt_generic_test_kwargs) }}"
        if config.isEmpty { return call }
        let options = config.map { entry in
            let value =
                entry.value.string.map { "\"" + ($0.utf8.contains(UInt8(ascii: "\"")) ? $0.replacing("\"", with: "\\\"") : $0) + "\"" }
                ?? PythonText.str(entry.value)
            return "\(entry.name)=\(value)"
        }
        return "\(call){{ config(\(options.joined(separator: ","))) }}"
    }

    /// The last digits of the hash that tells tests of one name apart.
    var hash: String {
        var text = Array(fullName.utf8)
        text += "{'kwargs': ".utf8
        TestNames.appendHashText(.map(arguments), to: &text)
        text += ", 'name': ".utf8
        PythonText.appendQuoted(name, to: &text)
        text += ", 'namespace': ".utf8
        PythonText.appendQuoted(namespace ?? "None", to: &text)
        text.append(UInt8(ascii: "}"))
        return String(MD5.hex(of: text).suffix(10))
    }
}

/// Names of generic tests, made as dbt makes them.
enum TestNames {
    /// The name for files (at most 63 characters) and the full name.
    static func names(test: String, target: String, arguments: ConfigMap) -> (short: String, full: String) {
        var flat: [String] = []
        for entry in arguments.sorted(by: { $0.name < $1.name }) where entry.name != "model" {
            switch entry.value.kind {
            case .map(let map): flat += map.map { PythonText.str($0.value) }
            case .list(let elements): flat += elements.map(PythonText.str)
            default: flat.append(PythonText.str(entry.value))
            }
        }
        let identifier = "\(test)_\(target)"
        let full = "\(identifier)_\(flat.map(clean).joined(separator: "__"))"
        guard full.unicodeScalars.count >= 64 else { return (full, full) }
        let head = String(String.UnicodeScalarView(identifier.unicodeScalars.prefix(30)))
        return ("\(head)_\(MD5.hex(of: Array(full.utf8)))", full)
    }

    /// The text with every run of other characters than letters, digits and underscores as one underscore.
    private static func clean(_ text: String) -> String {
        var result: [UInt8] = []
        var inRun = false
        for byte in text.utf8 {
            let isPlain = byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
            if isPlain { result.append(byte) } else if !inRun { result.append(UInt8(ascii: "_")) }
            inRun = !isPlain
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Adds `repr` of a value with sorted keys and every scalar as text.
    static func appendHashText(_ value: ConfigValue, to text: inout [UInt8]) {
        switch value.kind {
        case .map(let map):
            text.append(UInt8(ascii: "{"))
            for (index, entry) in map.entries.sorted(by: { $0.name < $1.name }).enumerated() {
                if index > 0 { text += ", ".utf8 }
                text += PythonText.repr(entry.key).utf8
                text += ": ".utf8
                appendHashText(entry.value, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        case .list(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", ".utf8 }
                appendHashText(element, to: &text)
            }
            text.append(UInt8(ascii: "]"))
        default: PythonText.appendQuoted(PythonText.str(value), to: &text)
        }
    }
}
