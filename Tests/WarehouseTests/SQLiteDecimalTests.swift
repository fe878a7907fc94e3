import Formats
import Testing
import Warehouse

@testable import SQLiteAdapter

/// Arithmetic that loses nothing, and patterns, as SQL sees them.
@Suite struct SQLiteDecimalTests {
    private func value(_ sql: String) throws -> String? {
        let adapter = try SQLiteAdapterKind.adapter(
            from: ["type": "sqlite", "path": "shop.db"], in: temporaryFolder(),
            lending: EngineFunctions { pattern, text, ignoresCase in
                if pattern == "(" { throw WarehouseError(.usage, "no pattern") }
                return (ignoresCase ? text.lowercased() : text).contains(pattern)
            })
        let connection = try adapter.open(name: "test")
        defer { connection.close() }
        return try connection.query(sql).rows.first?.first?.text
    }

    private func failure(_ sql: String) -> String? { warehouseError { _ = try value(sql) }?.message }

    @Test(arguments: [
        ("select smelt_exact_sum(column1) from (values (0.1), (0.2), (0.3))", "0.6"),
        (
            "select smelt_exact_sum(column1) from (values (40000000000000.01), (40000000000000.01), (40000000000000.01))",
            "120000000000000.03"
        ),
        ("select smelt_exact_sum(column1) from (values (1), (null), ('-0.50'), (1e-3), ('2.5E2'))", "250.501"),
        ("select smelt_exact_sum(distinct column1) from (values (1), (1), (2))", "3"),
        ("select smelt_exact_sum(column1) from (values (9223372036854775807), (9223372036854775807))", "18446744073709551614"),
        ("select smelt_exact_mean(column1) from (values (1), (0), (0))", "0.333333333333333333"),
        ("select smelt_exact_mean(column1) from (values (-1), (-1), (0))", "-0.666666666666666667"),
        ("select smelt_exact_quantile(column1, 0.5) from (values (0.3), (0.1), (null), (0.2), (0.4))", "0.25"),
        ("select smelt_exact_quantile(column1, 1) from (values (3), (1))", "3"),
        ("select smelt_exact_quantile(column1, 0.1) from (values (0), (-1))", "-0.9"),
        ("select smelt_sample_stdev(column1) from (values (1), (3))", "1.4142135623730951"),
        ("select smelt_exact_round(2.5, 0)", "3"), ("select smelt_exact_round(-2.5, 0)", "-3"),
        ("select smelt_exact_round(1.005, 2)", "1.01"),
        ("select smelt_exact_round(1, 2)", "1.00"), ("select smelt_exact_round('0.0049', 2)", "0.00"),
        ("select smelt_exact_compare(0.1 + 0.2, 0.3)", "1"), ("select smelt_exact_compare(0.30, '0.3')", "0"),
        ("select smelt_exact_compare(-1, 1e-18)", "-1"),
        ("select smelt_exact_difference('0.3', 0.1)", "0.2"),
        ("select regexp_like('Apple', 'apple', 'i')", "1"), ("select regexp_like('Apple', 'apple')", "0"),
    ])
    func gives(_ sql: String, _ expected: String) throws { #expect(try value(sql) == expected, "\(sql)") }

    @Test(arguments: [
        "select smelt_exact_sum(column1) from (values (null))", "select smelt_exact_sum(1) where false",
        "select smelt_sample_stdev(column1) from (values (1))", "select smelt_exact_round(null, 2)", "select smelt_exact_compare(1, null)",
        "select regexp_like(null, 'a')",
    ])
    func givesNothing(_ sql: String) throws { #expect(try value(sql) == nil, "\(sql)") }

    @Test func refusesWhatIsNoDecimal() {
        #expect(failure("select smelt_exact_sum('abc')") == "'abc' is no decimal number of up to 20 digits before the point")
        #expect(failure("select smelt_exact_sum(1e300)") == "'1e+300' is no decimal number of up to 20 digits before the point")
        #expect(failure("select smelt_exact_round('1-2', 2)") == "'1-2' is no decimal number of up to 20 digits before the point")
        #expect(failure("select smelt_exact_quantile(1, 1.5)") == "a quantile is a part from 0 to 1")
        let sum = "select smelt_exact_sum(column1) from (values (100000000000000000000), (100000000000000000000))"
        #expect(failure(sum) == "the result has more than 20 digits before the point")
        #expect(failure("select regexp_like('a', '(')") != nil)
    }
}
