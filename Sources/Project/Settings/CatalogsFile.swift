public import Diagnostics
public import Formats

/// Checks `catalogs.yml`, which names catalogs of open table formats. No adapter here can write to one: a file that is right is refused for
/// that reason, a wrong one for its mistake, in dbt's words.
public struct CatalogsFile {
    private let adapter: String
    private let isSecondForm: Bool

    /// A check for an adapter (`sqlite`); the flag `use_catalogs_v2` chooses the second form of the file.
    public init(adapter: String, isSecondForm: Bool) {
        self.adapter = adapter
        self.isSecondForm = isSecondForm
    }

    /// What is wrong with the file's content, Jinja in it rendered already; nil where it names no catalog.
    public func problem(_ file: ConfigValue) -> Diagnostic? {
        do throws(Diagnostic) {
            if isSecondForm { try checkSecondForm(file) } else { try checkFirstForm(file) }
            return nil
        } catch {
            return error
        }
    }

    // MARK: First form

    private func checkFirstForm(_ file: ConfigValue) throws(Diagnostic) {
        guard file.map?.isEmpty == false else { throw mistake("The file at catalogs.yml is empty", file) }
        for entry in file["catalogs"]?.list ?? [] {
            guard let name = entry["name"]?.string else { throw mistake("'name' is a required property of a catalog", entry) }
            try checkActive(entry, name, try integrations(entry, name))
            throw refusal(entry)
        }
    }

    private func integrations(_ entry: ConfigValue, _ catalog: String) throws(Diagnostic) -> [String] {
        var names: [String] = []
        for integration in entry["write_integrations"]?.list ?? [] {
            guard let name = integration["name"]?.string, integration["catalog_type"]?.string != nil else {
                throw mistake("Catalog '\(catalog)': each of its 'write_integrations' needs 'name' and 'catalog_type'", integration)
            }
            if names.contains(name) {
                throw mistake("Catalog '\(catalog)' cannot have multiple 'write_integrations' with the same name: '\(name)'.", integration)
            }
            names.append(name)
        }
        return names
    }

    private func checkActive(_ entry: ConfigValue, _ catalog: String, _ names: [String]) throws(Diagnostic) {
        guard let active = entry["active_write_integration"]?.string, !active.isEmpty else {
            guard names.count != 1 else { return }
            throw mistake(
                "Catalog '\(catalog)' must specify an 'active_write_integration' when multiple 'write_integrations' are provided.", entry)
        }
        guard !names.contains(active) else { return }
        throw mistake(
            "Catalog '\(catalog)' must specify an 'active_write_integration' from its set of defined 'write_integrations': "
                + "\(PythonText.repr(.list(names.map(ConfigValue.string)))). Got: '\(active)'.", entry)
    }

    // MARK: Second form

    private static let keys = ["config", "name", "table_format", "type"]

    private func checkSecondForm(_ file: ConfigValue) throws(Diagnostic) {
        guard let map = file.map, !map.isEmpty else { throw mistake("The file at catalogs.yml is empty", file) }
        let unknown = map.keys.filter { $0 != "catalogs" }
        if !unknown.isEmpty {
            throw mistake("Unknown top-level keys in catalogs.yml: \(Self.listed(unknown)). Only 'catalogs' is allowed", file)
        }
        guard let entries = file["catalogs"]?.list else { throw mistake("'catalogs' in catalogs.yml must be a list", file) }
        var names: Set<String> = []
        for entry in entries {
            let name = try checkEntry(entry)
            if !names.insert(name).inserted { throw mistake("Duplicate catalog name '\(name)' in catalogs.yml", entry) }
        }
        if let first = entries.first { throw refusal(first) }
    }

    private func checkEntry(_ entry: ConfigValue) throws(Diagnostic) -> String {
        guard let map = entry.map else { throw mistake("Each entry in catalogs.yml 'catalogs' must be a mapping", entry) }
        let unknown = map.keys.filter { !Self.keys.contains($0) }
        if !unknown.isEmpty {
            throw mistake("Unknown keys in catalog entry: \(Self.listed(unknown)). Allowed keys: \(Self.listed(Self.keys))", entry)
        }
        let missing = ["name", "type", "table_format", "config"].filter { map[$0] == nil }
        if !missing.isEmpty {
            throw mistake(
                "Missing required keys in catalog entry: \(PythonText.repr(.list(missing.map(ConfigValue.string))))", entry)
        }
        guard let name = map["name"]?.string, !name.allSatisfy(\.isWhitespace) else {
            throw mistake("catalogs[].name must be a non-empty string", entry)
        }
        let format = map["table_format"].map(PythonText.str) ?? ""
        guard ["default", "iceberg"].contains(format.lowercased()) else {
            throw mistake("Invalid table_format '\(format)'. Must be one of ['default', 'iceberg']", entry)
        }
        guard map["config"]?.map != nil else { throw mistake("Catalog '\(name)' config must be a mapping", entry) }
        return name
    }

    // MARK: Messages

    private static func listed(_ names: [String]) -> String { PythonText.repr(.list(names.sorted().map(ConfigValue.string))) }

    private func mistake(_ message: String, _ value: ConfigValue) -> Diagnostic {
        Diagnostic("catalogs-file", .error, message, at: value.span)
    }

    private func refusal(_ entry: ConfigValue) -> Diagnostic {
        Diagnostic(
            "catalogs-file", .error, "Catalog type is not supported: \(adapter) writes its own tables only", at: entry.span,
            hint: "take catalogs.yml away for this target")
    }
}
