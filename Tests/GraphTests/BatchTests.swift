import Formats
import Graph
import Testing

/// Batches of microbatch models: their ends, how many there are, what they are called.
@Suite struct BatchTests {
    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(iso: text)) }

    private func batches(
        _ size: BatchSize, begin: String? = nil, lookback: Int = 1, asked: (String, String)? = nil, adds: Bool = false,
        now: String = "2024-03-01"
    ) throws -> [String]? {
        let plan = BatchPlan(
            size: size, begin: try begin.map(moment), lookback: lookback,
            asked: try asked.map { EventTimeWindow(start: try moment($0.0), end: try moment($0.1)) }, isIncremental: adds,
            now: try moment(now))
        return plan.batches?.map { "\($0.id) \($0.window.start.pythonText.dropLast(6)) \($0.window.end.pythonText.dropLast(6))" }
    }

    @Test func theFirstRunBeginsWhereTheModelSays() throws {
        #expect(
            try batches(.day, begin: "2024-02-28 13:00", now: "2024-03-01 02:00") == [
                "20240228 2024-02-28 00:00:00 2024-02-29 00:00:00", "20240229 2024-02-29 00:00:00 2024-03-01 00:00:00",
                "20240301 2024-03-01 00:00:00 2024-03-02 00:00:00",
            ])
        #expect(try batches(.day) == nil)
        #expect(try batches(.month, begin: "2023-12-31", now: "2024-02-01")?.map { $0.prefix(6) } == ["202312", "202401"])
        #expect(try batches(.year, begin: "2023-12-31", now: "2024-02-01")?.map { $0.prefix(4) } == ["2023", "2024"])
        #expect(
            try batches(.hour, begin: "2024-02-29 22:59", now: "2024-03-01 00:00")?.map { $0.prefix(11) } == ["20240229T22", "20240229T23"])
    }

    @Test func laterRunsLookBack() throws {
        #expect(try batches(.day, adds: true, now: "2024-03-01 02:00")?.map { $0.prefix(8) } == ["20240229", "20240301"])
        #expect(try batches(.day, lookback: 0, adds: true)?.map { $0.prefix(8) } == ["20240229"])
        #expect(
            try batches(.month, lookback: 3, adds: true, now: "2024-02-02")?.map { $0.prefix(6) } == [
                "202311", "202312", "202401", "202402",
            ])
    }

    @Test func whatIsAskedForWins() throws {
        #expect(
            try batches(.day, begin: "2020-01-01", asked: ("2024-01-01 13:00", "2024-01-02 01:00"), adds: true)?.map { $0.prefix(8) } == [
                "20240101", "20240102",
            ])
        // A span that ends before it begins is one batch, as in dbt.
        #expect(try batches(.day, asked: ("2024-01-05", "2024-01-02")) == ["20240105 2024-01-05 00:00:00 2024-01-02 00:00:00"])
    }

    @Test func monthsKeepTheirDays() throws {
        func shifted(_ size: BatchSize, _ text: String, _ count: Int) throws -> String {
            String(size.shift(try moment(text), by: count).zonedText.dropLast(6))
        }
        #expect(try shifted(.month, "2024-01-31T16:06:00", 1) == "2024-02-29T16:06:00")
        #expect(try shifted(.year, "2024-02-29T16:06:00", 1) == "2025-02-28T16:06:00")
        #expect(try shifted(.month, "2024-01-31T16:06:00", -2) == "2023-11-30T16:06:00")
        #expect(try shifted(.day, "2024-03-01T00:30:00.25", -1) == "2024-02-29T00:30:00.250000")
        #expect(try shifted(.hour, "0001-01-01", .max).count == 19)
        #expect(try shifted(.year, "0001-01-01", .min) == "0001-01-01T00:00:00")
    }

    @Test func momentsAreRead() {
        #expect(Timestamp(iso: "2024-01-31T13:05:00.25+02:00")?.zonedText == "2024-01-31T11:05:00.250000+00:00")
        #expect(Timestamp(iso: "2024-01-31 13:05+02:00", heedsZone: false)?.pythonText == "2024-01-31 13:05:00+00:00")
        for wrong in ["2024-02-30", "2024-1-1", "2024-01-01 11 PM", "2024-01-01T25:00", "", "today", "2024-01-01T00:00:00+x"] {
            #expect(Timestamp(iso: wrong) == nil, "\(wrong)")
        }
    }
}
