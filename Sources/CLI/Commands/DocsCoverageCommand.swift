import Diagnostics
import Formats
import Project
import Quality

extension Session {
    /// `docs coverage`: shows what is described and what is not. The exit code says whether that is as much as `--min`, `smelt.yml` or an
    /// earlier report ask for.
    func showDocsCoverage() throws -> Int32 {
        let flags = invocation.flags
        let least = try leastCoverage()
        let project = try resolve(readSetup(), setsAside: ["layer-required-docs", "layer-required-test"])
        let coverage = DocsCoverage(
            quality(project), project.manifest, by: flags.text("by").flatMap(DocsCoverage.Part.init(rawValue:)))
        switch flags.text("output") {
        case "json": console.emit(.output(JSONWriter.text(of: coverage.json, style: .indented)))
        case "markdown": for line in coverage.markdown { console.emit(.output(line)) }
        default: for line in coverage.lines { console.emit(.output(line)) }
        }
        let baseline = try comparedReport(written: "docs coverage") { DocsCoverage.records($0) ?? QualityJSON.records($0) }
        var goals = QualityGoals()
        goals.docs = least ?? project.smelt?.quality.docs
        goals.ratchet = baseline != nil
        let found = goals.shortcomings(
            of: coverage.report, since: baseline, measures: [.docs], origin: least == nil ? "smelt.yml" : "--min",
            hint: "describe what is listed above")
        return tell(project.setAside.filter { $0.id == "layer-required-docs" } + found)
    }

    /// The percentage of `--min`; nil without. Throws `UsageError` for what is none.
    private func leastCoverage() throws -> Double? {
        guard let number = invocation.flags.int("min") else { return nil }
        guard (0...100).contains(number) else {
            throw UsageError(message: "Option '--min' is a percentage: \(number) is none.", hint: "give a number from 0 to 100")
        }
        return Double(number)
    }
}
