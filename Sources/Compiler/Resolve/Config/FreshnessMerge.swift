import Formats

/// Freshness thresholds of sources: dbt merges them from source to table, period by period.
enum FreshnessMerge {
    private static let noTime: ConfigValue = .map(["count": .null, "period": .null])
    /// What a source has that says nothing about freshness.
    static let unset: ConfigValue = .map(["warn_after": noTime, "error_after": noTime, "filter": .null])

    /// A threshold as written, with the keys that are missing; null stays null.
    static func completed(_ value: ConfigValue) -> ConfigValue {
        guard let map = value.map else { return .null }
        var result = ConfigMap()
        for key in ["warn_after", "error_after"] {
            if let written = map[key] {
                result[key] = written.isNull ? .null : completedTime(written)
            } else {
                result[key] = noTime
            }
        }
        result["filter"] = map["filter"] ?? .null
        return ConfigValue(.map(result), at: value.span)
    }

    private static func completedTime(_ value: ConfigValue) -> ConfigValue {
        .map(["count": value["count"] ?? .null, "period": value["period"] ?? .null])
    }

    /// Whether a threshold says anything (Python's `bool`).
    static func isSet(_ value: ConfigValue) -> Bool { isTimeSet(value["warn_after"]) || isTimeSet(value["error_after"]) }

    private static func isTimeSet(_ value: ConfigValue?) -> Bool {
        guard let value, let count = value["count"], let period = value["period"] else { return false }
        return !count.isNull && !period.isNull
    }

    /// The thresholds of source, source config, table and table config, merged in this order. Null means that freshness is switched off.
    static func merged(_ thresholds: [ConfigValue]) -> ConfigValue {
        guard var current = thresholds.first else { return .null }
        for update in thresholds.dropFirst() {
            if !current.isNull, !update.isNull {
                var result = current.map ?? ConfigMap()
                for entry in update.map ?? ConfigMap() where !entry.value.isNull { result[entry.name] = entry.value }
                result["error_after"] = mergedTime(current["error_after"] ?? .null, update["error_after"] ?? .null)
                result["warn_after"] = mergedTime(current["warn_after"] ?? .null, update["warn_after"] ?? .null)
                current = .map(result)
            } else if current.isNull, isSet(update) {
                current = update
            } else {
                current = .null
            }
        }
        return current
    }

    private static func mergedTime(_ base: ConfigValue, _ update: ConfigValue) -> ConfigValue {
        if isTimeSet(base), isTimeSet(update) {
            return .map([
                "count": update["count"]?.isNull == false ? update["count"] ?? .null : base["count"] ?? .null,
                "period": update["period"]?.isNull == false ? update["period"] ?? .null : base["period"] ?? .null,
            ])
        }
        if update.isNull { return .null }
        return isTimeSet(update) ? update : base
    }
}
