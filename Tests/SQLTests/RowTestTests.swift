import Testing

@testable import SQL

/// Which queries ask about single rows of one relation, and what they ask.
@Suite struct RowTestTests {
    /// `source | condition | results | patterns | table` of a query, or nil.
    private static func text(_ sql: String, _ dialect: SQLDialect) -> String? {
        RowTest(sql, dialect).map { test in
            let parts = [
                test.source, test.condition, test.results.joined(separator: ", "), test.patterns.joined(separator: ", "),
                test.mustBeTable.map { $0.joined(separator: ".") } ?? "",
            ]
            return parts.joined(separator: " | ")
        }
    }

    @Test(arguments: [
        ("select id from \"db\".\"s\".\"t\" where id is null", "\"db\".\"s\".\"t\" | id is null |  |  | "),
        ("\n\n select * from s.t\nwhere a < 0 or a > 5\n\n", "s.t | a < 0 or a > 5 |  |  | "),
        ("select * from s.t as x where x.a in ('a', 'b')", "s.t as x | x.a in ('a', 'b') |  |  | "),
        ("select a, b, 1 as one from s.t where not (a = 'x -- y')", "s.t | not (a = 'x -- y') | b, 1 |  | "),
        (
            "select * from (select * from s.t where b = 1) dbt_subquery where a is null",
            "(select * from s.t where b = 1) dbt_subquery | a is null |  |  | "
        ),
        ("select * from s.t", "s.t | 1 = 1 |  |  | "),
        ("select * from s.t where a between 1 and 2 -- a\n and b <> -1", "s.t | a between 1 and 2 -- a\n and b <> -1 |  |  | "),
        ("select * from s.t where case when a then b else c end", "s.t | case when a then b else c end |  |  | "),
        ("select * from s.t where lower(a) like 'x%'", "s.t | lower(a) like 'x%' |  |  | "),
        ("select * from s.t where cast(a as text) = ''", "s.t | cast(a as text) = '' |  |  | "),
        ("select * from s.t where abs(a) > 1", "s.t | abs(a) > 1 |  |  | s.t"),
        (
            """
            with all_values as (
                select kind as value_field, count(*) as n_records from s.t group by kind
            )
            select * from all_values where value_field not in ('a', -1, null)
            """, "s.t | kind not in ('a', -1, null) |  |  | "
        ),
    ]) func asksAboutSingleRows(sql: String, expected: String) {
        #expect(Self.text(sql, .sqlite) == expected)
        #expect(Self.text(sql, .postgres) == expected)
    }

    @Test(arguments: [
        "select a from s.t where a is null;", "select a from s.t where a is null -- open", "select a from s.t where a is null /* open",
        "select distinct a from s.t where a is null", "select a from s.t where a is null limit 1", "select a from s.t where b group by a",
        "select a from s.t where b order by a", "select a from s.t where b union select a from s.t", "select a from s.t, s.u where b",
        "select a from s.t join s.u using (a) where b", "select a from s.t where a in (select b from s.u)",
        "select a from s.t where exists (select 1)", "select count(*) from s.t where a", "select sum(a) over () from s.t where a",
        "select a from s.t where count(*) > 1", "select a from s.t where random() > 0", "select a from s.t where mine(a)",
        "select a from s.t where s.lower(a) = ''", "select a from s.t where \"lower\"(a) = ''", "select a from s.t where a in u",
        "select a as b from s.t where b = 1", "select a from f(1) where a = 1", "select t.* from s.t where a = 1",
        "select a from (select a from s.t where b) x where a", "select a from (select * from s.t where b limit 1) x where a",
        "with t as (select * from s.t) select * from t where a", "select a from s.t where a = ?", "select a from s.t where a = (b",
        "select a from s.t where abs(a) > 1 and b = 0", "select * from (select * from s.t where b) x where abs(a) > 1", "values (1)", "",
        "select a from s.t tablesample system (1) where a",
        "with v as (select a as x, count(*) as n from s.t group by a) select * from v where n not in (1)",
        "with v as (select a as x, count(*) as n from s.t group by b) select * from v where x not in (1)",
        "with v as (select a as x, count(*) as n from s.t group by a) select * from v where x not in (n)",
        "with v as (select a as x, count(*) as n from v group by a) select * from v where x not in (1)",
    ]) func asksMore(sql: String) {
        #expect(RowTest(sql, .sqlite) == nil)
        #expect(RowTest(sql, .postgres) == nil)
    }

    /// What fails on a row of one engine does not on those of the other.
    private static let engines: [(sql: String, sqlite: String?, postgres: String?)] = [
        ("select * from s.t where 1 / a > 0", "s.t | 1 / a > 0 |  |  | ", "s.t | 1 / a > 0 |  |  | s.t"),
        ("select * from s.t where 1 / a > 0 and b", "s.t | 1 / a > 0 and b |  |  | ", nil),
        ("select * from s.t where cast(a as integer) = 1 or b", "s.t | cast(a as integer) = 1 or b |  |  | ", nil),
        ("select * from s.t where a ~ '^x' and b", nil, "s.t | a ~ '^x' and b |  | ~ '^x' | "),
        ("select * from s.t where a ~ b", "s.t | a ~ b |  |  | ", nil),
        ("select * from s.t where a::integer = 1", nil, "s.t | a::integer = 1 |  |  | s.t"),
        (
            "select * from s.t where a::text = '1' and b < '2024-01-01'::date", nil,
            "s.t | a::text = '1' and b < '2024-01-01'::date |  |  | "
        ),
        ("select * from s.t where round(1 / a, 2) > 1", "s.t | round(1 / a, 2) > 1 |  |  | ", "s.t | round(1 / a, 2) > 1 |  |  | s.t"),
        ("select * from s.t where (1 / a, b) = (1, 2)", "s.t | (1 / a, b) = (1, 2) |  |  | ", nil),
        ("select * from s.t where a not in (1 / b, 2)", "s.t | a not in (1 / b, 2) |  |  | ", nil),
        ("select * from s.t where a like b", "s.t | a like b |  |  | ", nil),
        ("select * from s.t where a like 'x\\' and b", "s.t | a like 'x\\' and b |  |  | ", nil),
        ("select * from s.t where regexp_like(a, '^x')", "s.t | regexp_like(a, '^x') |  |  | s.t", nil),
        ("select * from s.t where a > now()", nil, "s.t | a > now() |  |  | "),
    ]

    @Test(arguments: engines) func enginesFailOnDifferentRows(sql: String, sqlite: String?, postgres: String?) {
        if let sqlite { #expect(Self.text(sql, .sqlite) == sqlite) }
        #expect(Self.text(sql, .postgres) == postgres)
    }

    @Test func aVerdictFollowsFromTheNumberOfRows() throws {
        let query = "select a from s.t where a is null\n"
        let statement =
            "\n select count(*) as failures, case when count(*) > 1 then 't' else 'f' end as w\nfrom (\n\(query)\nlimit 5\n) test"
        let count = try #require(RowCount(statement, around: query, .sqlite))
        #expect(count.ofNothing == statement.replacing(query, with: "select 1 where 1 = 0"))
        #expect(count.matches(statement, around: query))
        let other = "select b from s.t where b is null"
        #expect(count.matches(statement.replacing(query, with: other), around: other))
        #expect(!count.matches(statement, around: other))
        #expect(!count.matches(statement.replacing("> 1", with: "> 2"), around: query))
    }

    @Test(arguments: [
        "select sum(a) as failures from (QUERY) test", "select count(*) from (QUERY) test where 1 = 1", "select count(*) from (QUERY) t, u",
        "select count(*), (select count(*) from s.t) from (QUERY) test", "select count(*) from (select 1 union all QUERY) test",
        "select count(*) from (QUERY union all select 1) test", "select count(*) from (QUERY) test group by a", "set a = 1; QUERY",
        "select count(*), random() from (QUERY) test", "select count(*) from (-- QUERY\n) test", "select count(*) from (QUERY) test;",
        "QUERY",
        "select count(*) from s.t",
    ]) func moreThanTheNumberOfRowsDecides(statement: String) {
        let query = "select a from s.t where a is null"
        #expect(RowCount(statement.replacing("QUERY", with: query), around: query, .postgres) == nil)
    }
}
