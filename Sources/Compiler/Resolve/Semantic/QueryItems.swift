import Diagnostics
import Formats
import Graph
import Jinja
import Project

/// One `Dimension(…)`, `TimeDimension(…)`, `Entity(…)` or `Metric(…)` of a filter or saved query.
struct QueryItem: Hashable {
    let kind: String
    let name: String
    /// The granularity it is asked for in, as written.
    let granularity: String?
    /// The entities a metric in a filter is grouped by.
    let groups: [String]
    /// Whether its order is turned round.
    var isDescending: Bool?

    /// The element's own name, without entities before it and granularity behind it.
    var element: String {
        var parts = Self.parts(of: name)
        if parts.count > 1, let last = parts.last, SemanticForm.granularities.contains(last) { parts.removeLast() }
        return parts.last ?? name
    }

    /// A name cut at its double underscores.
    static func parts(of name: String) -> [String] {
        var parts: [String] = []
        var rest = Substring(name)
        while let mark = rest.firstRange(of: "__") {
            parts.append(String(rest[..<mark.lowerBound]))
            rest = rest[mark.upperBound...]
        }
        return parts + [String(rest)]
    }

    /// A text that cannot be understood.
    struct Failure: Error {
        let message: String
    }

    /// The items of a template.
    static func items(in text: String) throws -> [QueryItem] {
        let template: Template
        do { template = try Template(text) } catch {
            throw Failure(message: "Error while parsing Jinja template:\n\(text)\n\((error as? JinjaError)?.message ?? "")")
        }
        return try template.calls.compactMap { call in
            guard call.owner == nil else { return nil }
            guard ["Dimension", "TimeDimension", "Entity", "Metric"].contains(call.name) else {
                throw Failure(message: "Error while parsing Jinja template:\n\(text)\n'\(call.name)' is undefined")
            }
            return try QueryItem(call, in: text)
        }
    }

    private init(_ call: StaticCall, in text: String) throws {
        kind = call.name
        let firstName = ["Dimension": "name", "TimeDimension": "time_dimension_name", "Entity": "entity_name", "Metric": "metric_name"]
        guard let name = (call.positional.first ?? call.named(firstName[kind] ?? "name"))?.literal?.string else {
            throw Failure(message: "Error while parsing Jinja template:\n\(text)\n\(kind) needs a name")
        }
        self.name = name
        let second = call.positional.count > 1 ? call.positional[1].literal : nil
        var granularity = kind == "TimeDimension" ? second?.string ?? call.named("time_granularity_name")?.literal?.string : nil
        var groups: [String] = []
        if kind == "Metric", case .list(let items)? = second ?? call.named("group_by")?.literal { groups = items.compactMap(\.string) }
        for (method, argument) in Self.methods(behind: call) {
            switch method {
            case "grain": granularity = argument.trimmingQuotes
            case "descending": isDescending = argument == "True" || argument == "true"
            case "date_part": break
            default: throw Failure(message: "Error while parsing Jinja template:\n\(text)\n'\(kind)' has no method '\(method)'")
            }
        }
        self.granularity = granularity
        self.groups = groups
    }

    /// The methods called on an item, with their arguments as written: `.grain('day')`.
    private static func methods(behind call: StaticCall) -> [(name: String, argument: String)] {
        var rest = String(decoding: call.span.file.bytes[call.span.end...], as: UTF8.self)[...]
        var found: [(name: String, argument: String)] = []
        while rest.hasPrefix("."), let open = rest.firstIndex(of: "("), let close = rest.firstIndex(of: ")"), open < close {
            found.append((String(rest[..<open].dropFirst()), String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        return found
    }

    /// Checks that the name says which entity it belongs to. Throws a `Failure`.
    func checkName(custom: [String]) throws {
        var parts = Self.parts(of: name)
        let isTime = kind == "TimeDimension" || granularity != nil
        var grain: String?
        if parts.count > 1, let last = parts.last, (SemanticForm.granularities + (isTime ? custom : [])).contains(last) {
            grain = last
            parts.removeLast()
        }
        switch kind {
        case "Entity":
            guard grain != nil else { return }
            let message = "Name is in an incorrect format: \(PythonText.quoted(name)). It should not contain a time grain suffix."
            throw Failure(message: message)
        case "Metric":
            guard groups.isEmpty else { return }
            let message =
                "`group_by` parameter is required for Metric in where filter. This is needed to determine 1) the granularity to aggregate the "
                + "metric to and 2) how to join the metric to the rest of the query."
            throw Failure(message: message)
        default:
            guard parts.count != 2, parts.last != "metric_time" else { return }
            let message =
                "Name is in an incorrect format: \(PythonText.quoted(name)). It should be of the form: "
                + "<primary entity name>__<dimension_name>"
            throw Failure(message: message)
        }
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        String(drop { $0 == "'" || $0 == "\"" }.reversed().drop { $0 == "'" || $0 == "\"" }.reversed())
    }
}

/// Filters and saved queries.
extension SemanticRules {
    /// The filters of a metric and of its inputs.
    mutating func checkFilters(of metric: SemanticResource) {
        let params = metric.typeParams
        check(filter: metric.definition["filter"], metric, "filter of metric `\(metric.name)`", "metric")
        if let measure = params["measure"]?.map {
            check(filter: measure["filter"], metric, "filter of measure input `\(measure.name)` on metric `\(metric.name)`", "metric")
        }
        for part in ["numerator", "denominator"] {
            check(filter: params[part]?["filter"], metric, "the \(part) filter on metric `\(metric.name)`", "metric")
        }
        for input in params["metrics"]?.list?.compactMap(\.map) ?? [] {
            check(filter: input["filter"], metric, "filter for input metric `\(input.name)` on metric `\(metric.name)`", "metric")
        }
    }

    private mutating func check(filter: ConfigValue?, _ resource: SemanticResource, _ what: String, _ kind: String) {
        let valid = SemanticForm.granularities + customGranularities
        for part in filter?["where_filters"]?.list ?? [] {
            guard let text = part["where_sql_template"]?.string else { continue }
            do {
                for item in try QueryItem.items(in: text) {
                    try item.checkName(custom: customGranularities)
                    guard let grain = item.granularity, !valid.contains(grain.lowercased()) else { continue }
                    let message =
                        "Filter for \(kind) `\(resource.name)` is not valid. `\(grain.lowercased())` is not a valid granularity name. Valid "
                        + "granularity options: \(Self.list(valid))"
                    warn(message, resource)
                }
            } catch {
                self.error("An error occurred while trying to parse \(what) - \((error as? QueryItem.Failure)?.message ?? "")", resource)
            }
        }
    }

    /// A saved query: what it asks for exists.
    mutating func check(query: SemanticResource) {
        let params = query.definition["query_params"]?.map ?? ConfigMap()
        check(filter: params["where"], query, "a filter in saved query `\(query.name)`", "saved query")
        let known = Set(metrics.map(\.name))
        for name in query.queriedMetrics where !known.contains(name) { error("`\(name)` is not a valid metric name.", query) }
        var chosen = Set(query.queriedMetrics.map { QueryItem(metric: $0) })
        let elements = models.flatMap { $0.elements("dimensions") + $0.elements("entities") }.map(\.name)
        let groupable = known.union(elements).union(["metric_time"])
        for text in params["group_by"]?.list?.compactMap(\.string) ?? [] {
            do {
                let items = try QueryItem.items(in: "{{\(text)}}")
                for item in items { try item.checkName(custom: customGranularities) }
                guard items.count == 1, groupable.contains(items[0].element) else {
                    self.error("`\(text)` is not a valid group-by name.", query)
                    continue
                }
                chosen.insert(items[0])
            } catch {
                let reason = (error as? QueryItem.Failure)?.message ?? ""
                self.error("An error occurred while trying to parse a group-by in saved query `\(query.name)` - \(reason)", query)
            }
        }
        for text in params["order_by"]?.list?.compactMap(\.string) ?? [] { check(order: text, among: chosen, query) }
        guard let limit = params["limit"]?.int, limit < 0 else { return }
        error("Invalid limit value: \(limit) (should be >= 0)", query)
    }

    private mutating func check(order text: String, among chosen: Set<QueryItem>, _ query: SemanticResource) {
        guard var item = try? QueryItem.items(in: "{{ \(text) }}").first else {
            let message =
                "An error occurred while parsing a field in '\(query.name)'. Note that metrics need to be specified using the object-builder "
                + "syntax (`Metric('metric_name')`) and if `.descending(...)` is specified, it should be at the end."
            return error(message, query)
        }
        item.isDescending = nil
        if !chosen.contains(item) { error("\(text) does not match any of the listed metrics or group-by items. ", query) }
    }
}

extension QueryItem {
    /// A metric by its name, as saved queries list them.
    fileprivate init(metric name: String) {
        kind = "Metric"
        self.name = name
        granularity = nil
        groups = []
    }
}
