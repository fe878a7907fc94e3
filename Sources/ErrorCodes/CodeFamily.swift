/// What a message is about, in the large: the part of a code before the slash.
public enum CodeFamily: String, CaseIterable, Sendable {
    case config, parse, jinja, bind, layer, gate, adapter, lock, io

    /// What the messages of the family are about, half a sentence.
    public var meaning: String {
        switch self {
        case .config: "flags, profiles, packages and settings"
        case .parse: "files that cannot be read as what they are: YAML, CSV, JSON, properties"
        case .jinja: "templates"
        case .bind: "names: what refers to what, and what may not be called the same"
        case .layer: "layers: what may read what"
        case .gate: "tests, expectations, publishing and quality"
        case .adapter: "the database"
        case .lock: "runs that stand in each other's way, and the ledger"
        case .io: "disk, network and other programs"
        }
    }
}
