import Diagnostics
import Formats
import Synchronization

/// Decides for each warning of an invocation whether it is shown, passed over or an error, and counts deprecations.
///
/// As in dbt, the first deprecation of each kind is shown and the rest counted, unless `--show-all-deprecations` is given; the summary at the
/// end has the counts.
final class WarningGate: Sendable {
    /// What the options say of warnings.
    let policy: WarningPolicy
    private let showsAll: Bool
    private let handlesAll: Bool
    private let said = Mutex<Set<String>>([])
    private let counts = Mutex<[(name: WarningName, number: Int)]>([])

    /// A gate.
    ///
    /// - Parameters:
    ///   - policy: What the options say.
    ///   - showsAll: `--show-all-deprecations`.
    ///   - handlesAll: `require_all_warnings_handled_by_warn_error`.
    init(_ policy: WarningPolicy, showsAll: Bool = false, handlesAll: Bool = true) {
        self.policy = policy
        self.showsAll = showsAll
        self.handlesAll = handlesAll
    }

    /// The gate that the flags of an invocation ask for.
    convenience init(_ flags: Flags) {
        self.init(
            flags.warningPolicy, showsAll: flags.isOn("show_all_deprecations"),
            handlesAll: flags.isOn("require_all_warnings_handled_by_warn_error"))
    }

    /// What happens to one warning; asking counts it.
    func verdict(_ name: WarningName) -> WarningPolicy.Verdict {
        if name.isHandledByFlag, !handlesAll { return .show }
        guard name.isCounted else { return policy.verdict(name.name, code: name.code) }
        return counts.withLock { counts in
            let index = counts.firstIndex { $0.name.name == name.name }
            let verdict = index == nil || showsAll ? policy.verdict(name.name, code: name.code) : .silence
            if verdict == .fail { return .fail }
            if let index { counts[index].number += 1 } else { counts.append((name, 1)) }
            return verdict
        }
    }

    /// Whether something that is said once a command is said for the first time.
    func isFirst(_ key: String) -> Bool { said.withLock { $0.insert(key).inserted } }

    /// The events of a list that are to be shown. Throws a diagnostic for one that is an error.
    func passed(_ events: [LogEvent]) throws -> [LogEvent] {
        try events.filter { event in
            guard event.level == .warn else { return true }
            switch verdict(WarningName(event.name, code: event.code)) {
            case .show: return true
            case .silence: return false
            case .fail: throw event.asError
            }
        }
    }

    /// The event that counts the deprecations met; nil for none.
    var summary: LogEvent? {
        let counts = counts.withLock { $0 }
        guard !counts.isEmpty else { return nil }
        var text = "Summary of encountered deprecations:"
        for (name, number) in counts { text += "\n\n- \(name.name): \(number) occurrence\(number == 1 ? "" : "s")" }
        if !showsAll {
            text += "\n\nThe first of each kind is shown. To see all of them, run the command with `--show-all-deprecations`."
        }
        let summaries = counts.map { name, number in
            ConfigValue.map(["event_code": .string(name.code), "event_name": .string(name.name), "occurrences": .int(number)])
        }
        return .deprecation(
            "DeprecationsSummary", "D028", text, data: ["show_all_hint": .bool(!showsAll), "summaries": .list(summaries)])
    }
}

extension LogEvent {
    /// A warning as the error that it is under `--warn-error`.
    var asError: Diagnostic {
        let text = Ink.removed(from: message)
        let body = text.hasPrefix("[WARNING]") ? text.firstRange(of: "]: ").map { String(text[$0.upperBound...]) } : nil
        return Diagnostic(WarningName.ids(ofEvent: name).first ?? "internal", .error, body ?? text).known(as: name)
    }

    /// A deprecation, with dbt's headline above its text.
    static func deprecation(_ name: String, _ code: String, _ text: String, data: ConfigMap = [:]) -> LogEvent {
        LogEvent(name, code, .warn, Ink.warningTag("Deprecated functionality\n" + text, event: name), data: data)
    }
}
