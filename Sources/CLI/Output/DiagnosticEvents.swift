import Diagnostics
import ErrorCodes
import Formats

/// Turns diagnostics into events: a window on the source for people, fields for programs.
struct DiagnosticEvents: Sendable {
    /// What becomes of warnings.
    var gate: WarningGate
    /// The columns of the terminal.
    var width = 120
    /// Whether warnings and notes are one line each: for commands whose output other programs read line by line.
    var isBrief = false
    /// Hides secrets in source lines.
    var scrubber: SecretScrubber

    /// The diagnostics with the verdict that `--warn-error` and its options give them, without those that are silenced or counted only.
    ///
    /// Of warnings that become errors, the first alone is kept, unless `enable_grouped_warn_error_parser_logs` is on: dbt stops there.
    func settled(_ diagnostics: [Diagnostic], isGrouped: Bool = true) -> [Diagnostic] {
        var promoted = 0
        var kept: [Diagnostic] = []
        for diagnostic in diagnostics {
            // dbt never makes errors of what its semantic layer warns about.
            guard diagnostic.severity == .warning, diagnostic.id != "semantic-layer" else {
                kept.append(diagnostic)
                continue
            }
            let name = WarningName(diagnostic.id)
            switch gate.verdict(name) {
            case .show: kept.append(diagnostic)
            case .silence: continue
            case .fail:
                promoted += 1
                guard isGrouped || promoted == 1 else { continue }
                kept.append(diagnostic.with(severity: .error).known(as: name.isOwn ? nil : name.name))
            }
        }
        return kept + (isGrouped ? [] : Self.remainder(promoted - 1))
    }

    private static func remainder(_ number: Int) -> [Diagnostic] {
        guard number > 0 else { return [] }
        let message = "\(number) more warning\(number == 1 ? " is an error" : "s are errors") here"
        let hint = "set `enable_grouped_warn_error_parser_logs: true` under `flags:` of dbt_project.yml to see all of them at once"
        return [Diagnostic("more-warnings", .note, message, hint: hint)]
    }

    /// The events that print diagnostics, in their order, after `settled`.
    func events(_ diagnostics: [Diagnostic]) -> [LogEvent] { diagnostics.map(event) }

    /// The event that counts what was reported: `2 errors, 1 warning`.
    static func tally(_ diagnostics: [Diagnostic]) -> LogEvent {
        let text = TerminalRendering.tally(diagnostics)
        return LogEvent("Note", "Z050", .error, text, data: ["msg": .string(text)])
    }

    /// How diagnostics look on a terminal. In the brackets stands the code, and behind it the name dbt's options have for a warning.
    static func rendering(width: Int = 120, scrubber: SecretScrubber) -> TerminalRendering {
        var rendering = TerminalRendering(isColored: true, width: width, scrubber: scrubber)
        rendering.label = { diagnostic in
            let name = WarningName(diagnostic.id)
            let alias = diagnostic.alias ?? (diagnostic.severity == .warning && !name.isOwn ? name.name : nil)
            return diagnostic.id.code + (alias.map { ", " + $0 } ?? "")
        }
        return rendering
    }

    /// The event that shows where the failure of a node comes from: the windows on the source, without the headline, which was printed before.
    static func place(_ diagnostic: Diagnostic, scrubber: SecretScrubber) -> LogEvent {
        let events = DiagnosticEvents(gate: WarningGate(WarningPolicy()), scrubber: scrubber)
        let text = rendering(scrubber: scrubber).renderPlace(diagnostic)
        return LogEvent("FailurePlace", "Z050", .error, text, place: events.fields(diagnostic))
    }

    private func event(_ diagnostic: Diagnostic) -> LogEvent {
        let rendering = Self.rendering(width: width, scrubber: scrubber)
        let text = isBrief && diagnostic.severity != .error ? rendering.renderLine(diagnostic) : rendering.render(diagnostic)
        let message = String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))
        switch diagnostic.severity {
        case .error where diagnostic.id == "semantic-layer":
            let event = WarningName(diagnostic.id)
            return LogEvent(event.name, event.code, .error, message, data: data(diagnostic), place: fields(diagnostic))
        case .error:
            return LogEvent(
                "MainEncounteredError", "Z002", .error, message, data: ["exc": .string(diagnostic.message)], place: fields(diagnostic))
        case .warning:
            let event = WarningName(diagnostic.id)
            var shown = LogEvent(event.name, event.code, .warn, message, data: data(diagnostic), place: fields(diagnostic))
            shown.messageForPrograms =
                event.isCounted
                ? Ink.warningTag("Deprecated functionality\n" + diagnostic.message, event: event.name) : Ink.warningTag(diagnostic.message)
            return shown
        case .note:
            return LogEvent("Note", "Z050", .info, message, data: ["msg": .string(diagnostic.message)], place: fields(diagnostic))
        }
    }

    /// The fields of dbt's event; the message alone where dbt has no such event.
    private func data(_ diagnostic: Diagnostic) -> ConfigMap {
        guard !diagnostic.facts.isEmpty else { return ["msg": .string(diagnostic.message)] }
        return ConfigMap(
            diagnostic.facts.map { fact in
                let value: ConfigValue =
                    switch fact.value {
                    case .text(let text): .string(text)
                    case .number(let number): .int(number)
                    case .truth(let isTrue): .bool(isTrue)
                    case .texts(let texts): .list(texts.map(ConfigValue.string))
                    }
                return (fact.name, value)
            })
    }

    private func fields(_ diagnostic: Diagnostic) -> ConfigMap {
        var fields: ConfigMap = [
            "code": .string(diagnostic.id.code), "hint": .optional(diagnostic.hint), "id": .string(diagnostic.id.name),
            "severity": .string(diagnostic.severity.rawValue),
        ]
        if let span = diagnostic.span {
            let (start, end) = (span.position, span.file.position(of: span.end))
            fields["path"] = .string(span.file.path)
            fields["line"] = .int(start.line)
            fields["column"] = .int(start.column)
            fields["end_line"] = .int(end.line)
            fields["end_column"] = .int(end.column)
        }
        return fields
    }
}

extension [Diagnostic] {
    /// The diagnostics without those that say the same about the same place again.
    var withoutRepeats: [Diagnostic] {
        var seen: Set<String> = []
        return filter { diagnostic in
            let place = diagnostic.span.map { "\($0.file.path):\($0.start)-\($0.end)" } ?? ""
            return seen.insert("\(diagnostic.id.name) \(place) \(diagnostic.message)").inserted
        }
    }
}
