import Context
import Files
import Graph
import Testing

/// What a rendering holds goes with it: a run renders each of its nodes in a context of its own.
@Suite struct RenderContextTests {
    private let folder = ConcurrentMap.onLargeStack {
        ResolvedFolder(MemoryFileSystem(Self.files.merging(ProjectText.defaults) { own, _ in own }), folder: "/shop")
    }

    private static let files = [
        "/shop/macros/cents.sql": "{% macro cents(name) %}{{ name }} / 100 -- {{ target.name }}{% endmacro %}",
        "/shop/models/a.sql": "select 1 as id",
        "/shop/models/b.sql":
            "{{ config(tags=['x']) }} select {{ cents('id') }} from {{ ref('a') }} {% if execute %}{{ model.name }}{% endif %}",
    ]

    private func context() throws -> RenderContext {
        let node = try #require(folder.manifest?.nodes["model.shop.b"], "\(folder.report)")
        return RenderContext(
            world: try #require(folder.world), stage: .parse, package: "shop", subject: .node(node),
            library: try #require(folder.macroLibrary))
    }

    @Test func aContextGoesAtItsEnd() throws {
        weak var kept: RenderContext?
        do {
            let context = try context()
            kept = context
            let node = try #require(context.node)
            #expect(try context.render(node).contains("id / 100 -- dev"))
            context.end()
        }
        #expect(kept == nil)
    }

    @Test func anotherRenderingFindsEverythingAnew() throws {
        let context = try context()
        let node = try #require(context.node)
        let first = try context.render(node)
        context.end()
        #expect(try context.render(node) == first)
        context.end()
    }
}
