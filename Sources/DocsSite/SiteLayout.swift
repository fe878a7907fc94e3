import Formats
import Graph

/// The drawing of the whole lineage: where each resource is in it.
struct SiteLayout {
    /// The drawing.
    let drawing: LineageLayout

    /// What is drawn: data and what uses it. Tests, macros and analyses stand on the pages of what they belong to.
    private static let drawn: Set<ResourceType> = [
        .source, .seed, .snapshot, .model, .function, .semanticModel, .metric, .savedQuery, .exposure,
    ]
    /// What uses data and is in no layer itself.
    private static let users: Set<ResourceType> = [.semanticModel, .metric, .savedQuery, .exposure]

    /// Lays out what takes part in lineage; in layers, where the project has some.
    init(_ facts: SiteFacts, _ index: SiteIndex) {
        let layers = facts.manifest.layers.rules.names
        var boxes: [LineageLayout.Box] = []
        var edges: [(from: Int, to: Int)] = []
        for (number, resource) in index.resources.enumerated() {
            guard case .graph(let resource) = resource, Self.drawn.contains(resource.resourceType) else { continue }
            let band = layers.isEmpty ? 0 : Self.band(of: resource, facts.manifest, last: layers.count + 1)
            boxes.append(LineageLayout.Box(number: number, band: band))
            edges += index.numbers(of: resource.dependsOnNodes).map { (from: $0, to: number) }
        }
        drawing = LineageLayout(boxes: boxes, edges: edges, bands: layers.isEmpty ? [] : ["sources"] + layers + ["uses"])
    }

    /// The band of a resource: its layer; what is in none stands beside the highest layer it is made from, or with the sources.
    private static func band(of resource: Selectable, _ manifest: Manifest, last: Int) -> Int {
        if users.contains(resource.resourceType) { return last }
        return manifest.highestLayer(of: resource.uniqueID).map { $0 + 1 } ?? 0
    }

    /// Writes the place of a resource into its head.
    func write(_ number: Int, to json: inout JSONWriter) {
        guard let place = drawing.placements[number] else { return }
        json.number("x", place.x)
        json.number("y", place.y)
        json.number("rank", place.rank)
        json.number("row", place.row)
    }

    /// Writes the size of the whole: `layout` of `DATA.md`.
    func write(to json: inout JSONWriter) {
        json.object("layout") { json in
            json.number("width", drawing.width)
            json.number("height", drawing.height)
            json.numbers("node", [LineageLayout.Size.box.width, LineageLayout.Size.box.height])
            json.objects("bands", drawing.bands) { json, band in
                json.text("name", band.name)
                json.number("x", band.x)
                json.number("width", band.width)
            }
        }
    }
}
