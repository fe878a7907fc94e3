import Formats
import Graph
import Testing

@testable import SQL

/// Lineage from node to node of a manifest.
@Suite struct ColumnLineageTests {
    /// The lineage of some models over `orders`, which stand in no particular order.
    private func lineage(_ nodes: [Node], adapter: String = "postgres", columns: [String: [String]] = [:]) -> ColumnLineage {
        var manifest = Workshop.manifest(adapter)
        manifest.sources["source.p.t.orders"] = Workshop.source("orders")
        for node in nodes { manifest.nodes[node.uniqueID] = node }
        return ColumnLineage(manifest, columns: { columns[$0] })
    }

    private let orders = "source.p.t.orders"

    @Test func starsFollowModelsInWhateverOrderTheyStand() {
        let found = lineage(
            [
                Workshop.model("c", "select *, amount * 2 as double from \"db\".\"s\".\"b\"", reads: ["model.p.b"]),
                Workshop.model("b", "select * from s.a", reads: ["model.p.a"]),
                Workshop.model("a", "select id, amount from db.s.orders", reads: [orders]),
            ])
        #expect(Workshop.lines(found["model.p.a"]) == ["id = orders.id", "amount = orders.amount"])
        #expect(Workshop.lines(found["model.p.c"]) == ["id = b.id", "amount = b.amount", "double < b.amount"])
        let amount = ColumnOrigin(id: "model.p.b", column: "amount")
        #expect(found.users[amount]?.map(\.column) == ["amount", "double"])
        #expect(found["source.p.t.orders"] == nil)
    }

    @Test func ephemeralModelsAreReadByTheirOwnColumns() {
        let body = " __dbt__cte__e as (\nselect id, amount + 1 as more from s.orders\n)"
        var reader = Workshop.model("r", "with\(body) select id as x, more from __dbt__cte__e", reads: ["model.p.e"])
        reader.compilation?.extraCTEs = [ExtraCTE(id: "model.p.e", sql: body)]
        let ephemeral = Workshop.model(
            "e", "select id, amount + 1 as more from s.orders", reads: [orders], materialized: "ephemeral")
        let found = lineage([reader, ephemeral])
        #expect(Workshop.lines(found["model.p.r"]) == ["x = e.id", "more = e.more"])
        #expect(Workshop.lines(found["model.p.e"]) == ["id = orders.id", "more < orders.amount"])
    }

    @Test func incrementalModelsHaveTheColumnsOfTheirTable() {
        let grown = Workshop.model(
            "g", "select o.id, coalesce(g.seen, o.id) as seen from s.orders o left join s.g on g.id = o.id", reads: [orders],
            materialized: "incremental")
        let reader = Workshop.model("r", "select * from s.g", reads: ["model.p.g"])
        let found = lineage([grown, reader], columns: ["model.p.g": ["id", "old", "seen"]])
        #expect(Workshop.lines(found["model.p.g"]) == ["id = orders.id", "seen < orders.id"])
        #expect(Workshop.lines(found["model.p.r"]) == ["id = g.id", "old = g.old", "seen = g.seen"])
    }

    @Test func snapshotsHaveColumnsOfTheirOwn() {
        var snapshot = Workshop.model("h", "select id from s.orders", reads: [orders])
        snapshot.resourceType = .snapshot
        snapshot.details = .snapshot
        snapshot.config = ["hard_deletes": "new_record", "snapshot_meta_column_names": .map(["dbt_valid_to": "until"])]
        let columns = lineage([snapshot])["model.p.h"]
        #expect(columns?.columns.map(\.name) == ["id", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "until", "dbt_is_deleted"])
    }

    @Test func whatIsNotCompiledSaysSo() {
        let found = lineage([
            Workshop.model("a", nil), Workshop.model("b", "select *, 1 as one from s.a", reads: ["model.p.a"]),
            Workshop.model("c", "select id from s.a", reads: ["model.p.a"]),
        ])
        #expect(found["model.p.a"] == NodeColumns(columns: [], reason: "it is not compiled"))
        #expect(Workshop.lines(found["model.p.b"]) == ["one <", "* ? the columns of 'a' are not known: it is not compiled"])
        #expect(Workshop.lines(found["model.p.c"]) == ["id = a.id"])
    }

    @Test func relationsAreToldApartByTheirWholeName() {
        var other = Workshop.model("orders", "select 1 as id")
        other.relationName = "\"db\".\"marts\".\"orders\""
        let found = lineage([
            other, Workshop.model("x", "select id from marts.orders", reads: [other.uniqueID, orders]),
            Workshop.model("y", "select id from s.orders", reads: [other.uniqueID, orders]),
            Workshop.model("z", "select id from orders", reads: [other.uniqueID, orders]),
        ])
        #expect(found["model.p.x"]?["id"]?.origins == [ColumnOrigin(id: "model.p.orders", column: "id")])
        #expect(found["model.p.y"]?["id"]?.origins == [ColumnOrigin(id: orders, column: "id")])
        #expect(found["model.p.z"]?["id"]?.reason == "'orders' is not a relation of the project")
    }

    @Test func lettersAndDeclaredColumns() {
        var manifest = Workshop.manifest("postgres")
        var source = Workshop.source("people")
        source.columns = [Column(name: "Id"), Column(name: "Name")]
        source.columns[1].quote = true
        manifest.sources[source.uniqueID] = source
        let model = Workshop.model("m", "select ID, \"Name\", email, p.* from s.people p", reads: [source.uniqueID])
        manifest.nodes[model.uniqueID] = model
        #expect(
            Workshop.lines(ColumnLineage(manifest)[model.uniqueID]) == [
                "id = people.id", "Name = people.Name", "email = people.email", "id = people.id", "Name = people.Name",
                "* ? the columns of 't.people' are not known",
            ])
    }
}
