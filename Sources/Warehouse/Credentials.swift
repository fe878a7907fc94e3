public import Formats

/// What a target says about its database, secrets left out.
public struct Credentials: Sendable {
    /// The adapter's type.
    public let type: String
    /// The database that relations lie in unless configured otherwise.
    public let database: String
    /// The schema that relations lie in unless configured otherwise.
    public let schema: String
    /// The public settings in the order `debug` prints them; dbt's `_connection_keys`. Unset ones are null.
    public let settings: ConfigMap
    /// Other names under which `target` shows a setting (`dbname` for `database`), in dbt's order.
    public let aliases: [(alias: String, key: String)]
    /// Texts that no message may show.
    public let secrets: [String]

    /// Settings with their parts.
    public init(
        type: String, database: String, schema: String, settings: ConfigMap, aliases: [(alias: String, key: String)], secrets: [String]
    ) {
        self.type = type
        self.database = database
        self.schema = schema
        self.settings = settings
        self.aliases = aliases
        self.secrets = secrets
    }

    /// What Jinja's `target` holds: the public settings, their aliases, then type, threads and names.
    public func targetValues(profile: String, target: String, threads: Int) -> ConfigMap {
        var values = settings
        for (alias, key) in aliases {
            if let value = settings[key] { values[alias] = value }
        }
        values["type"] = .string(type)
        values["threads"] = .int(threads)
        values["name"] = .string(target)
        values["target_name"] = .string(target)
        values["profile_name"] = .string(profile)
        return values
    }
}

/// Reads a profile's output key by key and collects what is wrong with it, in the words of dbt's validation.
public struct CredentialsReader {
    private var values = ConfigMap()
    private var problem: WarehouseError?
    private let known: Set<String>

    /// A reader over an output; names in `aliases` stand for their canonical keys.
    ///
    /// Throws a `credentials` error where a key is given under two of its names.
    public init(
        _ output: ConfigMap, known: Set<String>, aliases: [(alias: String, key: String)] = []
    ) throws(WarehouseError) {
        self.known = known
        for entry in output {
            if entry.name == "type" || entry.name == "threads" { continue }
            let key = aliases.first { $0.alias == entry.name }?.key ?? entry.name
            if values[key] != nil {
                let names = aliases.filter { $0.key == key }.map(\.alias) + [key]
                throw CredentialsReader.invalid(
                    "Got duplicate keys: (\(names.joined(separator: ", "))) all map to \"\(key)\"")
            }
            values[key] = entry.value
        }
    }

    private static func invalid(_ message: String) -> WarehouseError { WarehouseError(.credentials, message) }

    private mutating func note(_ message: String) {
        if problem == nil { problem = Self.invalid(message) }
    }

    /// The keys of the output that the adapter does not know; dbt ignores them.
    public var unknownKeys: [String] { values.keys.filter { !known.contains($0) } }

    /// Whether a key is given and not null.
    public func has(_ key: String) -> Bool { values[key].map { !$0.isNull } ?? false }

    /// The value of a key as it was read; nil where absent.
    public func raw(_ key: String) -> ConfigValue? { values[key] }

    /// A text that must be there; empty after a noted problem.
    public mutating func requiredText(_ key: String) -> String {
        guard let value = values[key] else {
            note("'\(key)' is a required property")
            return ""
        }
        return text(value, key) ?? ""
    }

    /// A text that may be absent or null.
    public mutating func optionalText(_ key: String) -> String? {
        guard let value = values[key], !value.isNull else { return nil }
        return text(value, key)
    }

    private mutating func text(_ value: ConfigValue, _ key: String) -> String? {
        if let text = value.string { return text }
        note("\(Self.shown(value)) is not of type 'string'")
        return nil
    }

    /// An integer; the default where absent.
    public mutating func integer(_ key: String, default fallback: Int) -> Int {
        guard let value = values[key] else { return fallback }
        if let number = value.int { return number }
        note("\(Self.shown(value)) is not of type 'integer'")
        return fallback
    }

    /// An integer that must be there and lie in a range.
    public mutating func requiredInteger(_ key: String, in range: ClosedRange<Int>) -> Int {
        guard let value = values[key] else {
            note("'\(key)' is a required property")
            return range.lowerBound
        }
        guard let number = value.int else {
            note("\(Self.shown(value)) is not of type 'integer'")
            return range.lowerBound
        }
        if number < range.lowerBound { note("\(number) is less than the minimum of \(range.lowerBound)") }
        if number > range.upperBound { note("\(number) is greater than the maximum of \(range.upperBound)") }
        return number
    }

    /// A boolean; the default where absent or null.
    public mutating func boolean(_ key: String, default fallback: Bool) -> Bool {
        guard let value = values[key], !value.isNull else { return fallback }
        if let flag = value.bool { return flag }
        note("\(Self.shown(value)) is not of type 'boolean'")
        return fallback
    }

    /// A list of texts; empty where absent.
    public mutating func texts(_ key: String) -> [String] {
        guard let value = values[key], !value.isNull else { return [] }
        guard let list = value.list else {
            note("\(Self.shown(value)) is not of type 'array'")
            return []
        }
        return list.compactMap { text($0, key) }
    }

    /// A mapping of texts in the order written; nil where absent.
    public mutating func textMap(_ key: String) -> [(String, String)]? {
        guard let value = values[key], !value.isNull else { return nil }
        guard let map = value.map else {
            note("\(Self.shown(value)) is not of type 'object'")
            return nil
        }
        return map.compactMap { entry in text(entry.value, key).map { (entry.name, $0) } }
    }

    /// Throws the first problem noted.
    public func finish() throws(WarehouseError) {
        if let problem { throw problem }
    }

    /// A value as Python shows it, never more than a scalar's text.
    private static func shown(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): String(number)
        case .bigInteger(let digits): digits
        case .float(let number): number.description
        case .string(let text): "'\(text)'"
        case .date(let text), .timestamp(let text): "'\(text)'"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
