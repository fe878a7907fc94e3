import Formats

/// Where each resource is in the drawing of the whole lineage.
struct SiteLayout {
    /// The place of one box.
    struct Box {
        /// The left edge.
        var x: Int
        /// The upper edge.
        var y: Int
        /// Which column of boxes, from the left.
        var rank: Int
        /// Which box of that column, from the top.
        var row: Int
    }

    /// The places by number.
    var boxes: [Int: Box] = [:]
}

extension SiteLayout {
    /// The places of what takes part in lineage.
    init(_ facts: SiteFacts, _ index: SiteIndex) {}

    /// The size of the whole, as `layout` of `DATA.md`.
    func write(to json: inout JSONWriter) {}
}
