import Formats

/// What is said of units that become visible, or do not.
enum PublishingMessages {
    /// A remark on the plan.
    static func note(_ text: String) -> LogEvent {
        LogEvent("PlanNote", "Z060", .warn, "Note: " + text, data: ["msg": .string(text)])
    }

    /// A unit became visible.
    static func published(_ unit: String, _ relations: [String], seconds: Double) -> LogEvent {
        LogEvent(
            "UnitPublished", "Z061", .info, publishedText(unit, relations.count, seconds: seconds),
            data: [
                "unit": .string(unit), "relations": .list(relations.map(ConfigValue.string)), "execution_time": .float(seconds),
            ])
    }

    /// A unit was given up.
    static func refused(_ unit: String, _ reasons: [String], _ kept: [String]) -> LogEvent {
        LogEvent(
            "UnitRefused", "Z062", .error, refusedText(unit, reasons, kept.count),
            data: [
                "unit": .string(unit), "reasons": .list(reasons.map(ConfigValue.string)), "kept": .list(kept.map(ConfigValue.string)),
            ])
    }

    /// `Published layer silver: 9 relations in 0.04s`.
    static func publishedText(_ unit: String, _ count: Int, seconds: Double) -> String {
        "Published \(unit): \(relations(count)) in \(LiveLines.elapsed(seconds))"
    }

    /// `Not published: layer silver. not_null_orders_id failed. 9 relations stay as they were.`
    static func refusedText(_ unit: String, _ reasons: [String], _ count: Int) -> String {
        let named = reasons.filter { !$0.isEmpty }
        let shown = named.prefix(3).joined(separator: ", ") + (named.count > 3 ? " and \(named.count - 3) more" : "")
        return "Not published: \(unit). \(shown.isEmpty ? "Something before it was left out" : shown). "
            + (count == 1 ? "Its relation stays as it was." : "Its \(relations(count)) stay as they were.")
    }

    private static func relations(_ count: Int) -> String { "\(count) relation\(count == 1 ? "" : "s")" }
}
