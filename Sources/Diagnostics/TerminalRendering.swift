/// Prints diagnostics for people: one headline, the source line with the place underlined, notes, and what to do.
///
/// ```
/// error[unknown-ref]: model 'orders_daily' refers to 'ordrs', which does not exist
///   --> models/orders_daily.sql:3:12
///    |
///  3 | from {{ ref('ordrs') }}
///    |             ^^^^^^^
///    = hint: did you mean 'orders'?
/// ```
public struct TerminalRendering: Sendable {
    /// Whether ANSI colours are used; the text says everything without them.
    public var isColored: Bool
    /// Columns of the terminal; longer source lines are cut around the place.
    public var width: Int
    /// Hides secrets in all that is printed.
    public var scrubber: SecretScrubber
    /// What stands in the brackets of a headline: the kind of the message, by its own name or another.
    public var label: @Sendable (Diagnostic) -> String = { $0.id.name }

    /// A printer for a terminal of some width.
    public init(isColored: Bool = false, width: Int = 120, scrubber: SecretScrubber = .none) {
        self.isColored = isColored
        self.width = width
        self.scrubber = scrubber
    }

    /// The text of several diagnostics, an empty line between two; each ends in a line break.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }

    /// The text of one diagnostic, ending in a line break.
    public func render(_ diagnostic: Diagnostic) -> String {
        ([headline(diagnostic)] + placeLines(diagnostic)).joined(separator: "\n") + "\n"
    }

    /// The places, notes, hint and kind of a diagnostic, without its headline and without a line break at the end.
    public func renderPlace(_ diagnostic: Diagnostic) -> String {
        let kind = attachment("code", label(diagnostic), gutterWidth(diagnostic))
        return (placeLines(diagnostic) + kind).joined(separator: "\n")
    }

    /// The diagnostic on one line: headline and place, without a line break at the end.
    public func renderLine(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.span.map { span in " (\(plain(span.file.path)):\(span.position.line):\(span.position.column))" } ?? ""
        return (headline(diagnostic) + place).replacing("\n", with: " ")
    }

    private func placeLines(_ diagnostic: Diagnostic) -> [String] {
        let gutter = gutterWidth(diagnostic)
        var lines: [String] = []
        if let span = diagnostic.span { lines += window(span, mark: "^", severity: diagnostic.severity, gutter) }
        var footer: [String] = []
        for note in diagnostic.notes {
            if let span = note.span, span != diagnostic.span {
                lines.append(paint("note", .note) + paint(": " + plain(note.message), .strong))
                lines += window(span, mark: "-", severity: .note, gutter)
            } else if note.span != nil {
                lines += attachment("note", note.message, gutter)
            } else {
                footer += attachment("note", note.message, gutter)
            }
        }
        if let hint = diagnostic.hint { footer += attachment("hint", hint, gutter) }
        return lines + footer
    }

    /// The line at the end of a command: `2 errors, 1 warning`; empty for no diagnostics.
    public static func tally(_ diagnostics: [Diagnostic]) -> String {
        let counts = [(Severity.error, "error"), (.warning, "warning")].compactMap { severity, word in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        return counts.joined(separator: ", ")
    }

    // MARK: Parts

    private func headline(_ diagnostic: Diagnostic) -> String {
        let style: Style =
            switch diagnostic.severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
        let label = diagnostic.severity.rawValue + "[" + self.label(diagnostic) + "]"
        return paint(label, style) + paint(": " + plain(diagnostic.message), .strong)
    }

    private func window(_ span: SourceSpan, mark: String, severity: Severity, _ gutter: Int) -> [String] {
        let (line, column) = span.position
        let margin = String(repeating: " ", count: gutter)
        var lines = [margin + paint("-->", .gutter) + " " + plain(span.file.path) + ":\(line):\(column)"]
        guard !span.file.bytes.isEmpty else { return lines }
        let laidOut = layOut(span, width: width - gutter - 3)
        let style: Style = severity == .error ? .error : severity == .warning ? .warning : .note
        let number = String(line)
        let padding = String(repeating: " ", count: gutter - number.count)
        let underline = String(repeating: " ", count: laidOut.markStart) + paint(String(repeating: mark, count: laidOut.markWidth), style)
        lines.append(margin + " " + paint("|", .gutter))
        lines.append(paint(padding + number + " |", .gutter) + (laidOut.text.isEmpty ? "" : " " + laidOut.text))
        lines.append(margin + " " + paint("|", .gutter) + " " + underline)
        return lines
    }

    /// The line a place stands on, secrets hidden, with the part of the place that lies on it.
    private func layOut(_ span: SourceSpan, width: Int) -> SourceWindow {
        let range = span.file.lineRange(containing: span.start)
        let line = Array(span.file.bytes[range])
        let secrets = scrubber.ranges(in: line)
        func shown(_ offset: Int) -> Int {
            var place = min(max(offset - range.lowerBound, 0), line.count)
            for secret in secrets.reversed() where secret.lowerBound < place {
                let hidden = min(place, secret.upperBound) - secret.lowerBound
                place += (place >= secret.upperBound ? SecretScrubber.mask.utf8.count : 0) - hidden
            }
            return place
        }
        let start = shown(span.start)
        return SourceWindow(line: SecretScrubber.replace(secrets, in: line), mark: start..<max(start, shown(span.end)), width: width)
    }

    private func attachment(_ label: String, _ text: String, _ gutter: Int) -> [String] {
        let margin = String(repeating: " ", count: gutter + 1)
        let lines = plain(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let first = margin + paint("=", .gutter) + " " + paint(label + ":", .strong) + " " + (lines.first ?? "")
        let indent = margin + String(repeating: " ", count: label.count + 4)
        return [first] + lines.dropFirst().map { indent + $0 }
    }

    private func gutterWidth(_ diagnostic: Diagnostic) -> Int {
        let spans = [diagnostic.span] + diagnostic.notes.map(\.span)
        return max(2, spans.compactMap { $0.map { String($0.position.line).count + 1 } }.max() ?? 2)
    }

    /// Text without secrets and without control characters that could act on the terminal.
    private func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in scrubber.scrub(text).unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
            result.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }

    // MARK: Colours

    private enum Style: String {
        case error = "1;31"
        case warning = "1;33"
        case note = "1;36"
        case gutter = "1;34"
        case strong = "1"
    }

    private func paint(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
