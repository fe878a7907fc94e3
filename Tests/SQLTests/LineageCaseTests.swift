import Testing

@testable import SQL

@Suite struct LineageCaseTests {
    @Test(arguments: ["postgres", "sqlite"])
    func casesOfBothEngines(adapter: String) {
        let cases = LineageCase.all("both", adapter)
        #expect(cases.count > 40)
        for one in cases { check(one) }
    }

    @Test(arguments: ["postgres", "sqlite"])
    func casesOfOneEngine(adapter: String) {
        let cases = LineageCase.all(adapter, adapter)
        #expect(cases.count > 10)
        for one in cases { check(one) }
    }

    private func check(_ one: LineageCase) {
        let found = Workshop.lines(Workshop.columns(one.sql, one.adapter))
        #expect(found == one.expected, "\(one.adapter): \(one.name)\n\(found.joined(separator: "\n"))")
    }
}
