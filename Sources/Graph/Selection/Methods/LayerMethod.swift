public import Diagnostics

/// `layer:`: what is in a layer of `smelt.yml`, tests of the layer included.
struct LayerMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let layers = selector.manifest.layers
        guard !layers.isEmpty else {
            throw Diagnostic(
                "selector-invalid", .error, "The selector method 'layer' needs layers", hint: "name them under 'layers:' in smelt.yml")
        }
        let wildcard = query.wildcard
        guard layers.rules.names.contains(where: wildcard.matches) else { throw layers.rules.unknown(query.text) }
        return try selector.positions { member throws(Diagnostic) in layers.name(of: member.uniqueID).map(wildcard.matches) ?? false }
    }
}

extension LayerRules {
    /// The error for a name that no layer has.
    public func unknown(_ name: String) -> Diagnostic {
        let meant = DidYouMean.hint(name, among: names).map { $0 + " " } ?? ""
        return Diagnostic(
            "layer-unknown", .error, "There is no layer '\(name)'", hint: meant + "the layers are: \(names.joined(separator: ", "))")
    }
}
