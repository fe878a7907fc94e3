import Formats
import Graph
import Project

/// How old the data of one model is, and whether that is too old.
struct ModelFreshness {
    /// What there is to say about an age.
    enum Verdict: String {
        case fresh, stale
        /// Nothing it stands on has an age.
        case unknown
        /// There is no limit.
        case unlimited = ""
    }

    /// The model.
    let node: Node
    /// Its layer; nil for none.
    let layer: String?
    /// How old its data is; nil where nothing it stands on has an age.
    let age: DataAge?
    /// How old it may be, in seconds; nil for any age.
    let limit: Int?
    /// The source whose age could not be asked, with the reason; nil for none.
    let failure: (source: String, reason: String)?

    /// What there is to say about the age. What could not be asked is never fresh.
    var verdict: Verdict {
        guard let limit else { return .unlimited }
        if let age, age.seconds > Double(limit) { return .stale }
        if failure != nil { return .stale }
        return age == nil ? .unknown : .fresh
    }
}

extension ModelFreshness {
    /// An age as people read it: `3.5 h`; `no rows` for that of an empty table.
    static func text(_ seconds: Double) -> String {
        // An empty table counts as loaded in the year 1.
        guard seconds < 1000 * 365 * 86_400 else { return "no rows" }
        return WrittenDuration.text(seconds: Int(max(0, seconds)))
    }

    /// What makes it stale, in words: `source 'raw.orders' is 3 h old`.
    func reason(in manifest: Manifest) -> String {
        if let age, verdict == .stale, age.seconds > Double(limit ?? 0) {
            let what = manifest.described(age.oldest)
            let text = Self.text(age.seconds)
            if text == "no rows" { return "\(what) has no rows" }
            return age.oldest == node.uniqueID ? "it was built \(text) ago" : "\(what) is \(text) old"
        }
        guard let failure else { return "" }
        return "the age of \(manifest.described(failure.source)) could not be asked"
    }
}

extension Manifest {
    /// A source, seed or model in words: `source 'raw.orders'`.
    func described(_ id: String) -> String {
        if let source = sources[id] { return "source '\(source.sourceName).\(source.name)'" }
        guard let node = nodes[id] else { return "'\(id)'" }
        return "\(node.resourceType.rawValue) '\(node.searchName)'"
    }
}
