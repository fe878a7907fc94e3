import Formats
import Warehouse

/// How to reach a Postgres target, read from a profile's output with dbt-postgres's keys and defaults.
struct PostgresSettings: Sendable {
    /// libpq's connection parameters in order.
    let parameters: [(key: String, value: String)]
    /// The role taken after connecting; nil for none.
    let role: String?
    /// Whether each statement commits by itself.
    let autocommit: Bool
    /// How often connecting is tried again.
    let retries: Int
    /// Where connections leave what they counted.
    let traffic = TrafficTotal()
    /// What the target shows of itself.
    let credentials: Credentials

    private static let aliases = [(alias: "dbname", key: "database"), (alias: "pass", key: "password")]

    /// Reads an output. Throws a `credentials` error in dbt's words.
    init(_ output: ConfigMap) throws(WarehouseError) {
        var reader = try CredentialsReader(output, aliases: Self.aliases, secrets: ["password"])
        let database = reader.requiredText("database")
        let schema = reader.requiredText("schema")
        let host = reader.requiredText("host")
        let user = reader.requiredText("user")
        let port = reader.requiredInteger("port")
        let password = reader.requiredText("password")
        let timeout = reader.integer("connect_timeout", default: 10)
        let role = reader.optionalText("role")
        let searchPath = reader.optionalText("search_path")
        let keepalives = reader.integer("keepalives_idle", default: 0)
        let security = ["sslmode", "sslcert", "sslkey", "sslrootcert"].map { ($0, reader.optionalText($0)) }
        let application = reader.optionalText("application_name", default: "dbt")
        autocommit = reader.boolean("autocommit", default: false)
        retries = reader.integer("retries", default: 1)
        try reader.finish()
        self.role = role

        var parameters: [(key: String, value: String)] = [
            ("dbname", database), ("user", user), ("host", host), ("password", password), ("port", String(port)),
            ("connect_timeout", String(timeout)), ("client_encoding", "UTF8"),
        ]
        if keepalives != 0 { parameters.append(("keepalives_idle", String(keepalives))) }
        if let searchPath, !searchPath.isEmpty {
            parameters.append(("options", "-c search_path=" + Self.escapingBlanks(searchPath)))
        }
        for (key, value) in security {
            if let value, !(key == "sslmode" && value.isEmpty) { parameters.append((key, value)) }
        }
        if let application, !application.isEmpty { parameters.append(("application_name", application)) }
        self.parameters = parameters

        var settings: ConfigMap = [
            "host": .string(host), "port": .int(port), "user": .string(user), "database": .string(database), "schema": .string(schema),
            "connect_timeout": .int(timeout), "role": .optional(role), "search_path": .optional(searchPath),
            "keepalives_idle": .int(keepalives),
        ]
        for (key, value) in security { settings[key] = .optional(value) }
        settings["application_name"] = .optional(application)
        settings["autocommit"] = .bool(autocommit)
        settings["retries"] = .int(retries)
        credentials = Credentials(
            type: PostgresAdapterKind.typeName, database: database, schema: schema, settings: settings,
            aliases: [(alias: "dbname", key: "database")],
            secrets: Self.isWorthHiding(password, beside: [database, schema, host, user]) ? [password] : [])
    }

    /// Whether a password is one: hiding a common word, or one that stands in the profile anyway, would only tear holes into messages.
    private static func isWorthHiding(_ password: String, beside settings: [String]) -> Bool {
        password.utf8.count > 3 && !(settings + [PostgresAdapterKind.typeName, "password", "dbt"]).contains(password)
    }

    private static func escapingBlanks(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "\\ ")
    }
}
