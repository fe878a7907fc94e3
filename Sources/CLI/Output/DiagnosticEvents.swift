import Diagnostics
import Formats

/// Turns diagnostics into events: a window on the source for people, fields for programs.
struct DiagnosticEvents: Sendable {
    /// What becomes of warnings.
    var policy: WarningPolicy
    /// The columns of the terminal.
    var width = 120
    /// Hides secrets in source lines.
    var scrubber: SecretScrubber
    /// Whether warnings and notes are one line each: for commands whose output other programs read line by line.
    var isBrief = false

    /// A diagnostic with the verdict that `--warn-error` and its options give it; nil for one that is silenced.
    func settled(_ diagnostic: Diagnostic) -> Diagnostic? {
        guard diagnostic.severity == .warning else { return diagnostic }
        let event = WarningName(diagnostic.id)
        switch policy.verdict(event.name, code: event.code) {
        case .show: return diagnostic
        case .silence: return nil
        case .fail:
            return Diagnostic(
                diagnostic.id, .error, diagnostic.message, at: diagnostic.span, notes: diagnostic.notes, hint: diagnostic.hint)
        }
    }

    /// The events that print diagnostics, in their order, after `settled`.
    func events(_ diagnostics: [Diagnostic]) -> [LogEvent] { diagnostics.map(event) }

    /// The event that counts what was reported: `2 errors, 1 warning`.
    static func tally(_ diagnostics: [Diagnostic]) -> LogEvent {
        let text = TerminalRendering.tally(diagnostics)
        return LogEvent("Note", "Z050", .error, text, data: ["msg": .string(text)])
    }

    /// The event that shows where the failure of a node comes from: the windows on the source, without the headline, which was printed before.
    static func place(_ diagnostic: Diagnostic, scrubber: SecretScrubber) -> LogEvent {
        let events = DiagnosticEvents(policy: WarningPolicy(), scrubber: scrubber)
        let text = TerminalRendering(isColored: true, width: events.width, scrubber: scrubber).renderPlace(diagnostic)
        return LogEvent("FailurePlace", "Z050", .error, text, data: ["diagnostic": events.fields(diagnostic)])
    }

    private func event(_ diagnostic: Diagnostic) -> LogEvent {
        let rendering = TerminalRendering(isColored: true, width: width, scrubber: scrubber)
        let text = isBrief && diagnostic.severity != .error ? rendering.renderLine(diagnostic) : rendering.render(diagnostic)
        let message = String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))
        switch diagnostic.severity {
        case .error:
            return LogEvent(
                "MainEncounteredError", "Z002", .error, message,
                data: ["diagnostic": fields(diagnostic), "exc": .string(diagnostic.message)])
        case .warning:
            let event = WarningName(diagnostic.id)
            return LogEvent(
                event.name, event.code, .warn, message, data: ["diagnostic": fields(diagnostic), "msg": .string(diagnostic.message)])
        case .note:
            return LogEvent("Note", "Z050", .info, message, data: ["diagnostic": fields(diagnostic), "msg": .string(diagnostic.message)])
        }
    }

    private func fields(_ diagnostic: Diagnostic) -> ConfigValue {
        var fields: ConfigMap = [
            "hint": .optional(diagnostic.hint), "id": .string(diagnostic.id.name), "severity": .string(diagnostic.severity.rawValue),
        ]
        if let span = diagnostic.span {
            let (start, end) = (span.position, span.file.position(of: span.end))
            fields["path"] = .string(span.file.path)
            fields["line"] = .int(start.line)
            fields["column"] = .int(start.column)
            fields["end_line"] = .int(end.line)
            fields["end_column"] = .int(end.column)
        }
        return .map(fields)
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

/// The name dbt gives a warning, by which `--warn-error-options` knows it.
struct WarningName: Sendable {
    /// `UnusedTables`, `CustomKeyInConfigDeprecation` …; `Note` for warnings dbt does not have.
    let name: String
    /// dbt's code.
    let code: String

    /// The name of a kind of diagnostic.
    init(_ id: DiagnosticID) { (name, code) = Self.names[id.name] ?? ("Note", "Z050") }

    private static let names: [String: (String, String)] = [
        "contract-broken": ("UnversionedBreakingChange", "I071"),
        "deprecated-model": ("DeprecatedModel", "I065"),
        "deprecated-path": ("ConfigTargetPathDeprecation", "D011"),
        "deprecated-ref": ("DeprecatedReference", "I067"),
        "disabled-ref": ("NodeNotFoundOrDisabled", "I060"),
        "duplicate-name-distinct-types": ("DuplicateNameDistinctNodeTypesDeprecation", "D040"),
        "duplicate-yaml-key": ("DuplicateYAMLKeysDeprecation", "D024"),
        "exposure-name": ("ExposureNameDeprecation", "D007"),
        "field-not-valid": ("ValidationWarning", "I009"),
        "freshness-hooks": ("SourceFreshnessProjectHooksNotRun", "D017"),
        "freshness-output": ("CustomOutputPathInSourceFreshnessDeprecation", "D029"),
        "freshness-without-field": ("FreshnessConfigProblem", "I073"),
        "macro-arguments": ("InvalidMacroAnnotation", "I076"),
        "missing-arguments-property": ("MissingArgumentsPropertyInGenericTestDeprecation", "D039"),
        "missing-plus": ("MissingPlusPrefixDeprecation", "D037"),
        "null-schema": ("GenerateSchemaNameNullValueDeprecation", "D044"),
        "package-depends-on-root": ("PackageNodeDependsOnRootProjectNode", "I077"),
        "property-moved-to-config": ("PropertyMovedToConfigDeprecation", "D030"),
        "renamed-config": ("ConfigDataPathDeprecation", "D004"),
        "seed-grown": ("SeedIncreased", "I052"),
        "seed-moved": ("SeedExceedsLimitAndPathChanged", "I054"),
        "seed-not-compared": ("SeedExceedsLimitSamePath", "I053"),
        "selection-empty": ("NoNodesForSelectionCriteria", "M030"),
        "space-in-name": ("ResourceNamesWithSpacesDeprecation", "D015"),
        "state-is-target": ("WarnStateTargetEqual", "I072"),
        "unexpected-jinja-block": ("UnexpectedJinjaBlockDeprecation", "D023"),
        "unknown-key": ("CustomKeyInObjectDeprecation", "D027"),
        "unknown-ref": ("NodeNotFoundOrDisabled", "I060"),
        "unknown-source": ("NodeNotFoundOrDisabled", "I060"),
        "unmatched-properties": ("NoNodeForYamlKey", "I058"),
        "unsupported-constraint": ("UnsupportedConstraintMaterialization", "I068"),
        "unused-config": ("UnusedResourceConfigPath", "I051"),
        "unused-override": ("UnusedTables", "I056"),
        "wrong-section": ("WrongResourceSchemaFile", "I057"),
    ]
}
