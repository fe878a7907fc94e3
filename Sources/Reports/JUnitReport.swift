import Graph

extension Report {
    /// The report as JUnit XML, as Jenkins, GitLab and GitHub's actions read it: a suite for each kind of thing, a case for each thing.
    public var junit: [UInt8] {
        var xml = XMLWriter()
        var names: [String] = []
        for one in cases where !names.contains(one.suite) { names.append(one.suite) }
        xml.element("testsuites", [("name", command)] + counts(cases) + [("time", Self.text(seconds: seconds))]) { xml in
            for name in names { write(name, cases.filter { $0.suite == name }, to: &xml) }
        }
        return xml.bytes
    }

    private func counts(_ cases: [Case]) -> [(String, String?)] {
        func number(_ outcome: Outcome) -> String { String(cases.count { $0.outcome == outcome }) }
        return [("tests", String(cases.count)), ("failures", number(.failed)), ("errors", number(.errored))]
    }

    private func write(_ name: String, _ cases: [Case], to xml: inout XMLWriter) {
        let skipped = cases.count { $0.outcome == .skipped }
        let facts: [(String, String?)] = [
            ("skipped", String(skipped)), ("time", Self.text(seconds: cases.reduce(0) { $0 + $1.seconds })),
            ("timestamp", String(startedAt.isoText.prefix { $0 != "." })),
        ]
        xml.element("testsuite", [("name", name)] + counts(cases) + facts) { xml in
            for one in cases { write(one, to: &xml) }
        }
    }

    private func write(_ one: Case, to xml: inout XMLWriter) {
        let attributes: [(String, String?)] = [
            ("name", one.name), ("classname", one.group), ("file", one.place?.path), ("line", one.place.map { String($0.line) }),
            ("time", Self.text(seconds: one.seconds)),
        ]
        let about: [(String, String?)] = [("message", one.message), ("type", one.rule)]
        switch one.outcome {
        case .passed: xml.element("testcase", attributes)
        case .warned: xml.element("testcase", attributes) { $0.element("system-out", text: "warning: \(one.detail)") }
        case .failed: xml.element("testcase", attributes) { $0.element("failure", about, text: one.detail) }
        case .errored: xml.element("testcase", attributes) { $0.element("error", about, text: one.detail) }
        case .skipped: xml.element("testcase", attributes) { $0.element("skipped", [("message", one.message)]) }
        }
    }
}
