import Testing
import Warehouse

private let postgres = RelationStyle(
    className: "PostgresRelation", maximumNameLength: 63, renameable: [.view, .table], replaceable: [.view, .table])

private func relation(_ kind: RelationKind? = .table, database: String? = "db", schema: String? = "sch", name: String? = "tbl") -> Relation
{
    Relation(database: database, schema: schema, identifier: name, kind: kind, style: postgres)
}

@Suite("Relation")
struct RelationTests {
    @Test("is written with the included parts, quoted by policy")
    func renders() {
        #expect(relation().render() == "\"db\".\"sch\".\"tbl\"")
        #expect(relation().include(database: false).render() == "\"sch\".\"tbl\"")
        #expect(relation().quote(schema: false, identifier: false).render() == "\"db\".sch.tbl")
        #expect(relation(database: nil).render() == "\"sch\".\"tbl\"")
        #expect(relation().withoutIdentifier().render() == "\"db\".\"sch\"")
        #expect(relation(database: nil, schema: nil, name: nil).render().isEmpty)
        #expect(relation().debugText == "<PostgresRelation \"db\".\"sch\".\"tbl\">")
    }

    @Test("takes a limit and a time window around the name")
    func limits() {
        var limited = relation()
        limited.limit = 0
        #expect(limited.text == "(select * from \"db\".\"sch\".\"tbl\" where false limit 0) _dbt_limit_subq_tbl")
        limited.limit = 5
        #expect(limited.text == "(select * from \"db\".\"sch\".\"tbl\" limit 5) _dbt_limit_subq_tbl")
        limited.requiresAlias = false
        #expect(limited.text == "(select * from \"db\".\"sch\".\"tbl\" limit 5)")
        var sampled = relation()
        sampled.eventTimeFilter = EventTimeFilter(field: "at", start: "2024-01-01 00:00:00+00:00", end: "2024-01-02 00:00:00+00:00")
        #expect(
            sampled.text == "(select * from \"db\".\"sch\".\"tbl\" where at >= '2024-01-01 00:00:00+00:00' and "
                + "at < '2024-01-02 00:00:00+00:00') _dbt_et_filter_subq_tbl")
        sampled.limit = 0
        sampled.eventTimeFilter = EventTimeFilter(field: "at", start: "x", end: nil)
        #expect(
            sampled.text == "(select * from (select * from \"db\".\"sch\".\"tbl\" where false limit 0) _dbt_limit_subq_tbl where at >= 'x')"
                + " _dbt_et_filter_subq_tbl")
        sampled.kind = .function
        #expect(sampled.text == "\"db\".\"sch\".\"tbl\"")
        #expect(EventTimeFilter(field: "at", start: nil, end: nil).condition().isEmpty)
    }

    @Test("of an ephemeral model is a bare prefixed name")
    func ephemeral() {
        let cte = Relation.ephemeral("orders", style: postgres)
        #expect(cte.text == "__dbt__cte__orders")
        #expect(cte.isCTE)
    }

    @Test("leads to the information schema of its database")
    func informationSchema() {
        #expect(relation().informationSchema("COLUMNS").render() == "\"db\".INFORMATION_SCHEMA.COLUMNS")
        #expect(relation().informationSchema().render() == "\"db\".INFORMATION_SCHEMA")
        #expect(relation(database: nil).informationSchema("TABLES").render() == "INFORMATION_SCHEMA.TABLES")
        #expect(relation().informationSchema().debugText == "<InformationSchema \"db\".INFORMATION_SCHEMA>")
    }

    @Test("takes another path and kind")
    func incorporates() throws {
        let view = try relation().incorporate(path: [.identifier: "other", .database: nil], kind: .view)
        #expect(view.render() == "\"sch\".\"other\"")
        #expect(view.isView && view.canBeRenamed && view.canBeReplaced)
        #expect(!relation(.materializedView).canBeRenamed)
        #expect(!relation(nil).canBeRenamed)
    }

    @Test("refuses table and view names that Postgres would cut")
    func nameLength() {
        let long = String(repeating: "a", count: 64)
        let error = warehouseError { _ = try relation().incorporate(path: [.identifier: long]) }
        #expect(error == WarehouseError(.usage, "Relation name '\(long)' is longer than 63 characters"))
        #expect(throws: Never.self) { try relation(nil, name: long).checked() }
        #expect(throws: Never.self) { try relation(name: String(repeating: "é", count: 63)).checked() }
    }

    @Test("matches exactly, and refuses to guess where only case or quotes differ")
    func matches() throws {
        #expect(try relation().matches(schema: "sch", identifier: "tbl"))
        #expect(try !relation().matches(identifier: "other"))
        var created = relation().quote(identifier: false)
        created.dbtCreated = true
        #expect(try created.matches(identifier: "TBL"))
        let guess = warehouseError { _ = try relation().matches(identifier: "TBL") }
        #expect(
            guess?.message == "When searching for a relation, dbt found an approximate match. Instead of guessing \n"
                + "which relation to use, dbt will move on. Please delete \"db\".\"sch\".\"tbl\", or rename it to be less ambiguous.\n"
                + "Searched for: \"TBL\"\nFound: \"db\".\"sch\".\"tbl\"")
        #expect(guess?.heading == "Compilation Error")
        #expect(warehouseError { _ = try relation().matches() }?.message == "Tried to match relation, but no search path was passed!")
    }

    @Test("compares by value")
    func equality() {
        #expect(relation() == relation())
        #expect(relation() != relation(.view))
        #expect(Set([relation(), relation()]).count == 1)
    }
}

@Suite("Column")
struct ColumnTests {
    @Test(
        "gives dbt's data_type",
        arguments: [
            (Column(name: "a", dtype: "text", flavor: .postgres), "text"),
            (Column(name: "a", dtype: "text"), "character varying(256)"),
            (Column(name: "a", dtype: "character varying", flavor: .postgres), "character varying"),
            (Column(name: "a", dtype: "character varying", charSize: 20, flavor: .postgres), "character varying(20)"),
            (Column(name: "a", dtype: "varchar", charSize: 20), "character varying(20)"),
            (Column(name: "a", dtype: "numeric", numericPrecision: 10, numericScale: 2), "numeric(10,2)"),
            (Column(name: "a", dtype: "numeric", numericPrecision: 10), "numeric"),
            (Column(name: "a", dtype: "integer"), "integer"),
            (Column(name: "a", dtype: "TEXT"), "character varying(256)"),
        ])
    func dataType(column: Column, expected: String) { #expect(column.dataType == expected) }

    @Test("knows what kind of type it is")
    func kinds() throws {
        let number = Column(name: "n", dtype: "INT8")
        #expect(number.isInteger && number.isNumber && !number.isNumeric && !number.isFloat && !number.isString)
        #expect(!Column(name: "n", dtype: "int").isInteger)
        #expect(Column(name: "n", dtype: "Double Precision").isFloat)
        #expect(try Column(name: "n", dtype: "varchar", charSize: 7).stringSize() == 7)
        #expect(warehouseError { _ = try number.stringSize() }?.message == "Called string_size() on non-string field!")
        #expect(Column(name: "a", dtype: "varchar", charSize: 7).canExpand(to: Column(name: "a", dtype: "varchar", charSize: 8)))
        #expect(!Column(name: "a", dtype: "varchar", charSize: 7).canExpand(to: number))
    }

    @Test("is made from labels and descriptions")
    func made() throws {
        #expect(Column.create("a", "string").dtype == "TEXT")
        #expect(Column.create("a", "int").dtype == "int")
        #expect(try Column.fromDescription("a", "numeric(10, 2)").dataType == "numeric(10,2)")
        #expect(try Column.fromDescription("a", "varchar(20)").charSize == 20)
        #expect(try Column.fromDescription("a", "timestamp").dtype == "timestamp")
        #expect(
            warehouseError { _ = try Column.fromDescription("a", "varchar(max)") }?.message
                == "Could not interpret data_type \"varchar(max)\": could not convert \"max\" to an integer")
        #expect(Column(name: "a", dtype: "integer").literal("1") == "1::integer")
        #expect(
            Column(name: "it's", dtype: "integer", flavor: .postgres).description
                == "PostgresColumn(column=\"it's\", dtype='integer', char_size=None, numeric_precision=None, numeric_scale=None)")
    }
}

@Suite("Result table")
struct ResultTableTests {
    @Test("numbers repeated column names as dbt does")
    func names() {
        let columns = ["a", "b", "a", "a"].map { ResultColumn(name: $0, declaredType: nil, typeCodeName: "") }
        #expect(ResultTable(columns: columns, rows: []).columnNames == ["a", "b", "a_2", "a_3"])
    }

    @Test("makes columns with some text all text, as agate does")
    func uniform() {
        let columns = ["a", "b"].map { ResultColumn(name: $0, declaredType: nil, typeCodeName: "") }
        let table = ResultTable(
            columns: columns, rows: [[.int(1), .int(1)], [.text("x"), .double(2)], [.null, .null], [.double(1e20), .bool(true)]])
        #expect(
            table.withUniformColumns().rows == [
                [.text("1"), .int(1)], [.text("x"), .double(2)], [.null, .null], [.text("1e+20"), .bool(true)],
            ])
    }

    @Test("response code drops the numbers", arguments: [("INSERT 0 3", "INSERT"), ("CREATE VIEW", "CREATE VIEW"), ("SELECT 5", "SELECT")])
    func code(message: String, code: String) { #expect(StatementResponse.code(of: message) == code) }
}
