import Diagnostics
import Graph

extension Session {
    /// What of a selection lies up to the layer of `--until`: everything that stands on nothing behind it. Throws a diagnostic where there is no
    /// such layer.
    func reachingUntil(_ selection: Selection, in project: LoadedProject) throws -> Selection {
        guard let name = invocation.flags.text("until") else { return selection }
        let layers = project.manifest.layers
        guard !layers.isEmpty else {
            throw Diagnostic("until-without-layers", .error, "--until needs layers", hint: "name them under 'layers:' in smelt.yml")
        }
        guard let last = layers.rules.index(named: name) else { throw layers.rules.unknown(name) }
        return selection.filtered { id in project.manifest.highestLayer(of: id).map { $0 <= last } ?? true }
    }
}
