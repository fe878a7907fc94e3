/// A layered drawing of the lineage: bands left to right, in each band columns of boxes, every edge from left to right.
///
/// The method is Sugiyama's: ranks by longest path, few crossings by sweeps of barycentres and transposition, then rows that keep chains
/// straight. The same input gives the same drawing. A column that would grow far taller than the whole is wide is cut into several.
struct LineageLayout: Sendable {
    /// A resource to be drawn.
    struct Box: Sendable {
        /// What it is called by in edges and placements; unique.
        var number: Int
        /// The place of its band in the list of bands; 0 where there are none.
        var band: Int
    }

    /// Where a box is.
    struct Placement: Sendable, Equatable {
        /// The place of its upper left corner, in pixels.
        var x: Int
        /// The same, downwards.
        var y: Int
        /// Its column in the whole drawing, from 0.
        var rank: Int
        /// Its row in the whole drawing, from 0.
        var row: Int
    }

    /// A vertical part of the drawing that holds what belongs together.
    struct Band: Sendable, Equatable {
        /// What is written over it.
        var name: String
        /// Where it begins, in pixels.
        var x: Int
        /// How wide it is, in pixels.
        var width: Int
    }

    /// Sizes in pixels.
    enum Size {
        /// One box.
        static let box = (width: 220, height: 44)
        /// Between columns, where the edges run.
        static let columnGap = 70
        /// Between rows.
        static let rowGap = 14
        /// Between the boxes of a band and its edge.
        static let bandPadding = 24
        /// Between bands.
        static let bandGap = 28
        /// Above the boxes, for the names of the bands.
        static let top = 44
        /// Around everything.
        static let margin = 16
    }

    /// By number: where the box is.
    let placements: [Int: Placement]
    /// The bands that hold a box, left to right; empty where none were given.
    let bands: [Band]
    /// The size of the whole in pixels.
    let width: Int
    /// The same, downwards.
    let height: Int

    /// Lays boxes out.
    ///
    /// Edges lead from what is read to what reads it, as numbers; those with an unknown end, from a box to itself and repeated ones do not
    /// count. An edge to a lower band is drawn from right to left, every other one from left to right.
    init(boxes: [Box], edges: [(from: Int, to: Int)], bands names: [String]) {
        let graph = LayoutGraph(boxes: boxes, edges: edges, bandCount: max(1, names.count))
        let ranks = RankAssignment(graph)
        let grid = LayoutGrid(graph, ranks)
        let columns = ColumnPlaces(grid, names: names)
        var placements: [Int: Placement] = [:]
        for (vertex, box) in boxes.enumerated() {
            let (column, row) = (grid.column[vertex], grid.row[vertex])
            let y = Size.margin + Size.top + row * (Size.box.height + Size.rowGap)
            placements[box.number] = Placement(x: columns.x[column], y: y, rank: column, row: row)
        }
        self.placements = placements
        bands = columns.bands
        width = columns.width
        let rows = (grid.row.max() ?? -1) + 1
        height = Size.margin * 2 + Size.top + rows * (Size.box.height + Size.rowGap)
    }
}

/// Where columns and bands stand.
private struct ColumnPlaces {
    var x: [Int] = []
    var bands: [LineageLayout.Band] = []
    var width = 0

    init(_ grid: LayoutGrid, names: [String]) {
        typealias Size = LineageLayout.Size
        var left = Size.margin
        var open: (band: Int, x: Int)?
        for (column, band) in grid.bandOfColumn.enumerated() {
            if let before = open, before.band != band {
                close(before, at: left, names)
                left += Size.bandPadding + Size.bandGap
            } else if column > 0 {
                left += Size.columnGap
            }
            if open?.band != band {
                open = (band, left)
                left += Size.bandPadding
            }
            x.append(left)
            left += Size.box.width
        }
        if let open { close(open, at: left, names) }
        width = left + Size.bandPadding + Size.margin
    }

    private mutating func close(_ open: (band: Int, x: Int), at right: Int, _ names: [String]) {
        guard names.indices.contains(open.band) else { return }
        bands.append(LineageLayout.Band(name: names[open.band], x: open.x, width: right + LineageLayout.Size.bandPadding - open.x))
    }
}
