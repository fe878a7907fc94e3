import Diagnostics
import Formats

extension Report {
    /// The report as GitLab's code quality JSON: a list of findings that merge requests show at their lines.
    public var codeQuality: [UInt8] {
        var json = JSONWriter(style: JSONWriter.Style(isASCII: false, spaced: true, indent: 2, allowsNonFinite: false))
        let prints = fingerprints
        json.beginArray()
        for (index, finding) in findings.enumerated() {
            let place = finding.place ?? standInPlace
            json.object { json in
                json.member("description", finding.wholeText.split(separator: "\n").joined(separator: " – "))
                json.member("check_name", finding.rule)
                json.member("fingerprint", prints[index])
                json.member("severity", Self.severity(finding.severity))
                json.object("location") { json in
                    json.member("path", place.path)
                    json.object("lines") { json in
                        json.key("begin")
                        json.int(place.line)
                    }
                }
            }
        }
        json.endArray()
        return (try? json.finish()) ?? []
    }

    private static func severity(_ severity: Severity) -> String {
        switch severity {
        case .error: "major"
        case .warning: "minor"
        case .note: "info"
        }
    }
}
