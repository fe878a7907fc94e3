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
