/// What `namespace()` makes: an object whose attributes `set ns.x = …` may change.
public final class NamespaceObject: Object {
    /// The attributes.
    public let attributes: DictObject

    /// A namespace with attributes.
    public init(_ attributes: DictObject = DictObject()) { self.attributes = attributes }

    public override var typeName: String { "Namespace" }
    public override var qualifiedTypeName: String { "jinja2.utils.Namespace" }
    public override func repr() throws -> String { try "<Namespace " + attributes.repr() + ">" }
    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { attributes[name] }
    override func member(_ member: Member) throws -> Value? { member.key.flatMap(attributes.item) }

    public override func setAttribute(_ name: String, _ value: Value) throws -> Bool {
        attributes[name] = value
        return true
    }
}
