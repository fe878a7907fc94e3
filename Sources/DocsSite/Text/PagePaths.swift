import Files
import Graph

/// Where the page of each resource lies below `target/docs`.
///
/// A file has the name of its resource where that is safe in a link and on every disk; two names that differ in case alone, and names with
/// other characters, get some of the hash of the unique id behind them.
struct PagePaths: Sendable {
    /// The kinds of resource that have pages, in the order of the start page.
    static let types: [ResourceType] = [
        .model, .seed, .snapshot, .source, .exposure, .metric, .semanticModel, .savedQuery, .function, .analysis, .macro,
    ]

    private var paths: [String: String] = [:]
    private var layers: [String: String] = [:]

    /// The path of a resource's page by its unique id; nil for what has none.
    subscript(id: String) -> String? { paths[id] }

    /// The path of a layer's page.
    func layer(_ name: String) -> String? { layers[name] }

    /// The pages of some resources, each of a folder, a name and a unique id, and of the layers.
    init(_ pages: [(type: ResourceType, name: String, id: String)], layers names: [String]) {
        for (folder, pages) in Dictionary(grouping: pages, by: { Self.folder(of: $0.type) }) {
            for (id, file) in Self.files(pages.map { ($0.name, $0.id) }) { paths[id] = "\(folder)/\(file).md" }
        }
        layers = Self.files(names.map { ($0, "layer.\($0)") }).reduce(into: [:]) { found, file in
            found[String(file.key.dropFirst("layer.".count))] = "layers/\(file.value).md"
        }
    }

    /// The folder of a kind of resource: `models`, `semantic_models`.
    static func folder(of type: ResourceType) -> String { type.plural.replacing(" ", with: "_") }

    /// The way from one page to another, or to a file beside them.
    static func way(from page: String, to target: String) -> String { FilePath.relative(target, to: FilePath.folder(page)) }

    /// Names that mean something of their own: to MkDocs, and to disks of Windows.
    private static let reserved: Set<String> = {
        let numbered = (1...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return Set(["index", "readme", "con", "prn", "aux", "nul"] + numbered)
    }()

    /// The name of a file for each unique id, without its ending.
    private static func files(_ pages: [(name: String, id: String)]) -> [String: String] {
        var files: [String: String] = [:]
        var used: Set<String> = []
        let times = Dictionary(pages.map { ($0.name.lowercased(), 1) }, uniquingKeysWith: +)
        func isPlain(_ name: String) -> Bool {
            times[name.lowercased()] == 1 && isSafe(name) && !reserved.contains(String(name.lowercased().prefix { $0 != "." }))
        }
        for page in pages where isPlain(page.name) {
            files[page.id] = page.name
            used.insert(page.name.lowercased())
        }
        for page in pages where files[page.id] == nil {
            let stem = String(decoding: page.name.utf8.prefix(80).map { isSafe($0) ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
            let hash = MD5.hex(of: page.id)
            var length = 8
            func candidate() -> String { "x-".prefix(stem.hasPrefix(".") ? 2 : 0) + stem + "-" + hash.prefix(length) }
            while used.contains(candidate().lowercased()), length < hash.utf8.count { length += 8 }
            files[page.id] = candidate()
            used.insert(candidate().lowercased())
        }
        return files
    }

    private static func isSafe(_ byte: UInt8) -> Bool { PageText.isAlphanumeric(byte) || "_-.".utf8.contains(byte) }

    private static func isSafe(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count) && name.utf8.allSatisfy(isSafe) && !name.hasPrefix(".") && !name.hasSuffix(".")
    }
}
