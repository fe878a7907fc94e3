import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Renders descriptions, in which `doc()` names docs blocks, and notes the blocks.
    mutating func renderDescriptions() {
    }
}
