import Testing

/// Every recorded case must come out as dbt made it.
@Suite(.serialized)
struct GoldenTests {
    @Test(arguments: GoldenCase.files)
    func matchesTheRecord(_ file: String) throws {
        let cases = try GoldenCase.read(file)
        #expect(!cases.isEmpty)
        let report = onLargeStack {
            var failures: [String] = []
            var advice = 0
            for testCase in cases {
                let runner = GoldenRunner(testCase: testCase)
                if let difference = runner.difference() {
                    failures.append("\(file) / \(testCase.name): \(difference)")
                } else if !runner.followsAdvice() {
                    advice += 1
                }
            }
            return Report(failures: failures, advice: advice)
        }
        let passed = cases.count - report.failures.count
        let remark = report.advice > 0 ? "; \(report.advice) errors differ from the record in wording or line only" : ""
        print("\(file): \(passed) of \(cases.count) pass\(remark)")
        for failure in report.failures { Issue.record("\(failure)") }
    }

    private struct Report: Sendable {
        let failures: [String]
        let advice: Int
    }
}
