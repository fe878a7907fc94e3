import Diagnostics
import Formats
import Graph
import Project

/// Brings what properties files say about the semantic layer into the manifest's form: every key there, words of fixed sets in lower case.
///
/// What cannot be read is noted in `problems` and stands as null.
struct SemanticForm {
    /// The granularities of time, from the finest to the coarsest.
    static let granularities = [
        "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
    ]

    /// What is wrong, in words, with its place.
    private(set) var problems: [(message: String, span: SourceSpan?, hint: String?)] = []

    /// A set of words, by the name messages call it.
    struct Words {
        let name: String
        let words: [String]

        static let aggregation = Words(
            name: "AggregationType",
            words: ["sum", "min", "max", "count_distinct", "sum_boolean", "average", "percentile", "median", "count"])
        static let metric = Words(name: "MetricType", words: ["simple", "ratio", "cumulative", "derived", "conversion"])
        static let dimension = Words(name: "DimensionType", words: ["categorical", "time"])
        static let entity = Words(name: "EntityType", words: ["foreign", "natural", "primary", "unique"])
        static let granularity = Words(name: "TimeGranularity", words: granularities)
        static let period = Words(name: "PeriodAggregation", words: ["first", "last", "average"])
        static let calculation = Words(name: "ConversionCalculationType", words: ["conversions", "conversion_rate"])
        static let export = Words(name: "ExportDestinationType", words: ["table", "view"])
    }

    /// Notes a mistake.
    mutating func note(_ message: String, at span: SourceSpan?, hint: String? = nil) { problems.append((message, span, hint)) }

    /// A word of a set in lower case; null where it is none of them.
    mutating func word(_ value: ConfigValue?, of set: Words) -> ConfigValue {
        let written = value ?? .null
        if let text = written.string?.lowercased(), set.words.contains(text) { return ConfigValue(.string(text), at: written.span) }
        let hint = DidYouMean.hint(written.string ?? "", among: set.words) ?? "give one of \(set.words.joined(separator: ", "))"
        note("\(PythonText.repr(written)) is not a valid \(set.name)", at: written.span, hint: hint)
        return .null
    }

    /// A mapping with all of some keys, absent ones with their defaults.
    static func completed(_ map: ConfigMap, _ defaults: ConfigMap) -> ConfigMap {
        var result = ConfigMap()
        for entry in defaults { result[entry.name] = map[entry.name] ?? entry.value }
        return result
    }

    /// A text or number as Python prints it; null stays null.
    static func text(_ value: ConfigValue?) -> ConfigValue {
        guard let value, !value.isNull else { return .null }
        return ConfigValue(.string(PythonText.str(value)), at: value.span)
    }

    /// A filter, one or several, as an intersection; null for none.
    static func filter(_ value: ConfigValue?) -> ConfigValue {
        guard let value, !value.isNull else { return .null }
        return .map(["where_filters": .list((value.list ?? [value]).map { .map(["where_sql_template": $0]) })])
    }

    /// An input measure given by name or as a mapping.
    static func measure(_ value: ConfigValue?) -> ConfigValue {
        guard let value, !value.isNull else { return .null }
        let map = value.map ?? ["name": value]
        var result = completed(
            map, ["name": .null, "filter": .null, "alias": .null, "join_to_timespine": false, "fill_nulls_with": .null])
        result["filter"] = filter(map["filter"])
        return ConfigValue(.map(result), at: value.span)
    }

    /// An input metric given by name or as a mapping.
    mutating func metric(_ value: ConfigValue?) -> ConfigValue {
        guard let value, !value.isNull else { return .null }
        let map = value.map ?? ["name": value]
        var result = Self.completed(
            map, ["name": .null, "filter": .null, "alias": .null, "offset_window": .null, "offset_to_grain": .null])
        result["filter"] = Self.filter(map["filter"])
        result["offset_window"] = window(map["offset_window"])
        return ConfigValue(.map(result), at: value.span)
    }

    /// Input metrics; an empty list where there are none.
    mutating func metrics(_ value: ConfigValue?) -> ConfigValue {
        var result: [ConfigValue] = []
        for input in value?.list ?? [] { result.append(metric(input)) }
        return .list(result)
    }

    /// A window of time as `28 days`: its count and its granularity in the singular.
    mutating func window(_ value: ConfigValue?) -> ConfigValue {
        guard let value, let text = value.string else { return .null }
        let parts = text.lowercased().split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            let message =
                "Invalid window (\(text)) in cumulative/conversion metric. Should be of the form `<count> <granularity>`, e.g., `28 days`"
            note(message, at: value.span)
            return .null
        }
        guard let count = Int(parts[0]), parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            note("Invalid count (\(parts[0])) in cumulative/conversion metric window string: (\(text))", at: value.span)
            return .null
        }
        let isPlural = parts[1].hasSuffix("s") && Self.granularities.contains(String(parts[1].dropLast()))
        return .map(["count": .int(count), "granularity": .string(isPlural ? String(parts[1].dropLast()) : parts[1])])
    }

    /// `config` of an element: the semantic model's `meta` with its own on top.
    static func elementConfig(_ shared: ConfigMap, _ own: ConfigMap) -> ConfigValue {
        var meta = shared
        for entry in own { meta.set(entry.name, key: entry.key, entry.value) }
        return .map(["meta": .map(meta)])
    }

    /// Parameters of percentiles.
    static func percentile(_ value: ConfigValue?) -> ConfigValue {
        guard let map = value?.map else { return .null }
        var result = completed(map, ["percentile": .null, "use_discrete_percentile": false, "use_approximate_percentile": false])
        if let whole = result["percentile"]?.int { result["percentile"] = .float(Double(whole)) }
        return .map(result)
    }

    /// `validity_params` with both keys; null for none.
    static func validity(_ value: ConfigValue?) -> ConfigValue {
        guard let map = value?.map else { return .null }
        return .map(completed(map, ["is_start": false, "is_end": false]))
    }
}

extension Resolver {
    /// Reports what was found while a declaration was brought into form; whether nothing was.
    mutating func isSound(_ form: SemanticForm, _ section: PropertiesSection, _ context: PropertiesContext, at span: SourceSpan?) -> Bool {
        let prefix = "Invalid \(section.rawValue) config given in \(context.file.originalPath): "
        for problem in form.problems {
            report(.error("wrong-type", prefix + problem.message, at: problem.span ?? span, hint: problem.hint))
        }
        return form.problems.isEmpty
    }

    /// A resource with its configuration.
    mutating func semanticResource(
        _ type: ResourceType, _ name: String, definition: ConfigMap, config patch: ConfigMap, _ context: PropertiesContext,
        at span: SourceSpan?
    ) -> SemanticResource {
        let package = context.package.name
        let path = context.file.relativePath
        var resource = SemanticResource(
            type, name: name, packageName: package, path: path, originalFilePath: context.file.originalPath,
            fqn: [package] + ProjectFile.folders(path) + [name], definition: definition)
        let outcome = merge.config(of: type, fqn: resource.fqn, package: package, patch: patch)
        for diagnostic in outcome.diagnostics { report(diagnostic.span == nil ? diagnostic.at(span) : diagnostic) }
        resource.config = outcome.config
        resource.unrenderedConfig = merge.unrendered(of: type, fqn: resource.fqn, package: package, patch: patch)
        resource.group = outcome.config["group"]?.string
        resource.createdAt = input.createdAt
        resource.span = span
        return resource
    }

    /// Adds a resource on its side, enabled or disabled; two of one name are an error.
    mutating func add(_ resource: SemanticResource) {
        guard resource.isEnabled else {
            disabledSemantics.append(resource)
            return
        }
        if let existing = semantics[resource.uniqueID] {
            let message = DuplicateText.message(
                plural: resource.resourceType == .metric ? "metrics" : resource.resourceType.rawValue + "s", name: resource.name,
                looking: "looking for \(resource.name)", first: (resource.uniqueID, resource.originalFilePath),
                second: (existing.uniqueID, existing.originalFilePath))
            let note = Diagnostic.Note("the other one is here", at: existing.span)
            report(.error("duplicate-name", message, at: resource.span, notes: [note]))
            return
        }
        semantics[resource.uniqueID] = resource
    }
}
