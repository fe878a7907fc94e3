import Diagnostics

extension Report {
    /// The findings as lines that GitHub's runner shows at their places: `::error file=models/orders.sql,line=3,col=8,title=unknown-ref::…`.
    public var annotations: String {
        findings.map { finding in
            let kind =
                switch finding.severity {
                case .error: "error"
                case .warning: "warning"
                case .note: "notice"
                }
            let place = finding.place ?? standInPlace
            var properties = ["file=\(Self.property(place.path))", "line=\(place.line)"]
            if let line = place.endLine { properties.append("endLine=\(line)") }
            if let column = place.column { properties.append("col=\(column)") }
            if let column = place.endColumn, place.endLine == nil { properties.append("endColumn=\(column)") }
            properties.append("title=\(Self.property(finding.title.map { "\($0) (\(finding.rule))" } ?? finding.rule))")
            let text = finding.hint.map { "\(finding.message)\nhint: \($0)" } ?? finding.message
            return "::\(kind) \(properties.joined(separator: ","))::\(Self.data(text))\n"
        }.joined()
    }

    /// Scalar by scalar: a carriage return and a line feed are one character together.
    private static func data(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func property(_ text: String) -> String { data(text).replacing(":", with: "%3A").replacing(",", with: "%2C") }
}
