public import Formats

/// Reads a profile's output key by key and collects what is wrong with it, in the words of dbt's validation.
///
/// dbt reports one problem: the first value of a wrong type, else the first key that is missing, both in the order of the adapter's fields.
/// Read the fields in that order.
public struct CredentialsReader {
    private var values = ConfigMap()
    private var wrongType: String?
    private var wrongKey = ""
    private var missing: String?
    private var missingKey = ""
    private let aliases: [(alias: String, key: String)]
    private let secretKeys: Set<String>

    /// A reader over an output; names in `aliases` stand for their canonical keys, values of `secrets` are never shown.
    ///
    /// Throws a `credentials` error where a key is given under two of its names.
    public init(
        _ output: ConfigMap, aliases: [(alias: String, key: String)] = [], secrets: Set<String> = []
    ) throws(WarehouseError) {
        secretKeys = secrets
        self.aliases = aliases
        for entry in output where entry.name != "type" && entry.name != "threads" {
            let key = aliases.first { $0.alias == entry.name }?.key ?? entry.name
            if values[key] != nil {
                let names = aliases.filter { $0.key == key }.map(\.alias).joined(separator: ", ")
                throw WarehouseError(.credentials, "Runtime Error\n  Got duplicate keys: (\(names)) all map to \"\(key)\"")
            }
            values[key] = entry.value
        }
    }

    /// Whether a key is given and not null.
    public func has(_ key: String) -> Bool { values[key].map { !$0.isNull } ?? false }

    private mutating func note(_ value: ConfigValue, _ key: String, isNot type: String, nullable: Bool = false) {
        guard wrongType == nil else { return }
        let shown = secretKeys.contains(key) ? "the value of '\(key)'" : Self.shown(value)
        wrongKey = key
        wrongType = nullable ? "\(shown) is not valid under any of the given schemas" : "\(shown) is not of type '\(type)'"
    }

    /// A value that must be there; nil after noting that it is not.
    private mutating func required(_ key: String) -> ConfigValue? {
        guard let value = values[key] else {
            if missing == nil {
                missing = "'\(key)' is a required property"
                missingKey = key
            }
            return nil
        }
        return value
    }

    /// A text that must be there; empty after a noted problem.
    public mutating func requiredText(_ key: String) -> String {
        guard let value = required(key) else { return "" }
        if let text = value.string { return text }
        note(value, key, isNot: "string")
        return ""
    }

    /// A text that may be absent or null; both give the default.
    public mutating func optionalText(_ key: String, default fallback: String? = nil) -> String? {
        guard let value = values[key] else { return fallback }
        if value.isNull { return nil }
        if let text = value.string { return text }
        note(value, key, isNot: "string", nullable: true)
        return nil
    }

    /// An integer; the default where absent.
    public mutating func integer(_ key: String, default fallback: Int) -> Int {
        values[key].map { integer($0, key) } ?? fallback
    }

    /// An integer that must be there; 0 after a noted problem.
    public mutating func requiredInteger(_ key: String) -> Int {
        required(key).map { integer($0, key) } ?? 0
    }

    private mutating func integer(_ value: ConfigValue, _ key: String) -> Int {
        if let number = value.int { return number }
        if case .float(let number) = value.kind, let whole = Int(exactly: number) { return whole }
        note(value, key, isNot: "integer")
        return 0
    }

    /// A boolean; the default where absent, false where null.
    public mutating func boolean(_ key: String, default fallback: Bool) -> Bool {
        guard let value = values[key] else { return fallback }
        if value.isNull { return false }
        if let flag = value.bool { return flag }
        note(value, key, isNot: "boolean", nullable: true)
        return fallback
    }

    /// A list of texts; empty where absent.
    public mutating func texts(_ key: String) -> [String] {
        guard let value = values[key] else { return [] }
        guard let list = value.list else {
            note(value, key, isNot: "array")
            return []
        }
        var texts: [String] = []
        for element in list {
            if let text = element.string { texts.append(text) } else { note(element, key, isNot: "string") }
        }
        return texts
    }

    /// A mapping of texts that must be there, in the order written; empty after a noted problem.
    public mutating func requiredTexts(_ key: String) -> [(String, String)] {
        guard let value = required(key) else { return [] }
        guard let map = value.map else {
            note(value, key, isNot: "object")
            return []
        }
        var texts: [(String, String)] = []
        for entry in map {
            if let text = entry.value.string { texts.append((entry.name, text)) } else { note(entry.value, key, isNot: "string") }
        }
        return texts
    }

    /// Throws the problem dbt reports.
    public func finish() throws(WarehouseError) {
        if let wrongType { throw WarehouseError(.credentials, wrongType, advice: "the key is '\(wrongKey)'") }
        guard let missing else { return }
        let names = ([missingKey] + aliases.filter { $0.key == missingKey }.map(\.alias)).map { "'\($0)'" }.joined(separator: " or ")
        throw WarehouseError(.credentials, missing, advice: "add \(names) to the target in profiles.yml")
    }

    /// A value as Python shows it.
    private static func shown(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): String(number)
        case .bigInteger(let digits): digits
        case .float(let number): number.description
        case .string(let text), .date(let text), .timestamp(let text): "'\(text)'"
        case .list(let elements): "[" + elements.map(shown).joined(separator: ", ") + "]"
        case .map(let map): "{" + map.map { "'\($0.name)': \(shown($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
