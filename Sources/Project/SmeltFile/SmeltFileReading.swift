public import Diagnostics
public import Formats

extension SmeltConfig {
    /// The file's name, beside `dbt_project.yml`.
    public static let fileName = "smelt.yml"

    /// Reads the file's content, Jinja in it rendered already.
    ///
    /// - Returns: What it asks for, and everything wrong with it.
    public static func read(_ content: ConfigValue) -> (config: SmeltConfig, diagnostics: [Diagnostic]) {
        var reading = SmeltFileReading()
        return (reading.read(content), reading.diagnostics)
    }
}

/// The reading of one `smelt.yml`.
private struct SmeltFileReading {
    var diagnostics: [Diagnostic] = []
    private var config = SmeltConfig()

    mutating func read(_ content: ConfigValue) -> SmeltConfig {
        if content.isNull { return config }
        guard let map = content.map else {
            diagnostics.append(.error("smelt-file-not-a-mapping", "smelt.yml is no mapping of settings", at: content.span))
            return config
        }
        for violation in SmeltFileShape.file.violations(of: map, at: content.span) {
            diagnostics.append(violation.diagnostic(prefix: "smelt.yml: "))
        }
        for entry in map["layers"]?.map?.entries ?? [] { readLayer(entry) }
        readPublish(map["publish"])
        if let keep = map["keep"], let count = keep.int {
            if count < 0 {
                mistake("smelt-keep", "keep: \(count) is no number of sets", keep, hint: "give 0 or more")
            } else {
                config.keep = count
            }
        }
        readQuality(map["quality"])
        readLedger(map["ledger"])
        readLock(map["lock"])
        if let action = map["stale"]?.string.flatMap(StaleAction.init(rawValue:)) { config.stale = action }
        checkReads()
        return config
    }

    private mutating func readLayer(_ entry: ConfigMap.Entry) {
        let value = entry.value
        for violation in Shape.object(SmeltFileShape.layer).violations(of: value, path: "['layers']['\(entry.name)']") {
            diagnostics.append(violation.diagnostic(prefix: "smelt.yml: "))
        }
        var layer = LayerConfig(name: entry.name, span: entry.key.span ?? value.span)
        if Self.reserved.contains(entry.name) {
            mistake(
                "layer-reserved-name", "a layer cannot be called '\(entry.name)': 'reads' uses the word for something else", entry.key,
                hint: "give it another name")
        }
        layer.paths = value["paths"]?.list ?? []
        layer.reads = value["reads"]?.list
        if let freshness = value["freshness"] { layer.freshness = seconds(freshness) }
        layer.schema = value["schema"]?.string
        layer.materialized = value["materialized"]?.string
        layer.requiredTests = (value["required_tests"]?.list ?? []).compactMap(\.string)
        layer.requiresDocs = value["docs"]?.bool ?? false
        layer.owner = value["owner"]?.string
        config.layers.append(layer)
    }

    /// Words of `reads` that are no layers.
    static let reserved: Set<String> = ["source", "seed", "snapshot"]

    private mutating func checkReads() {
        let names = config.layers.map(\.name)
        for layer in config.layers {
            for read in layer.reads ?? [] {
                guard let name = read.string, !Self.reserved.contains(name), !names.contains(name) else { continue }
                mistake(
                    "layer-unknown", "layer '\(layer.name)' reads '\(name)', which is no layer", read,
                    hint: DidYouMean.hint(name, among: names + Self.reserved.sorted())
                        ?? "give source, seed, snapshot or one of: \(names.joined(separator: ", "))")
            }
        }
    }

    private mutating func readPublish(_ value: ConfigValue?) {
        guard let value else { return }
        if value.string == "data" {
            config.publish = PublishConfig(unit: config.layers.isEmpty ? .run : .layer, method: .data)
            return
        }
        let unit = (value.string ?? value["unit"]?.string).flatMap(PublishConfig.Unit.init(rawValue:)) ?? .none
        config.publish = PublishConfig(unit: unit, method: value["method"]?.string.flatMap(PublishConfig.Method.init(rawValue:)) ?? .swap)
        if unit == .layer, config.layers.isEmpty {
            mistake("publish-without-layers", "publish: layer needs layers", value, hint: "name them under 'layers:', or publish: run")
        }
    }

    private mutating func readQuality(_ value: ConfigValue?) {
        func percent(_ key: String) -> Double? {
            guard let goal = value?[key] else { return nil }
            if let number = goal.int { return Double(number) }
            if case .float(let number) = goal.kind { return number }
            return nil
        }
        config.quality.coverage = percent("coverage")
        config.quality.docs = percent("docs")
        config.quality.score = percent("score")
        config.quality.ratchet = value?["ratchet"]?.bool ?? false
        for key in ["coverage", "docs", "score"] {
            guard let goal = percent(key), !(0...100).contains(goal), let value = value?[key] else { continue }
            mistake("quality-goal", "quality: \(key) is a percentage", value, hint: "give a number from 0 to 100")
        }
    }

    private mutating func readLedger(_ value: ConfigValue?) {
        if value?.bool == false { config.ledger = nil }
        guard let map = value?.map else { return }
        var ledger = LedgerConfig()
        if let schema = map["schema"]?.string { ledger.schema = schema }
        if let rows = map["failing_rows"], let count = rows.int {
            if count < 0 { mistake("ledger-failing-rows", "failing_rows: \(count) is no number of rows", rows, hint: "give 0 or more") }
            ledger.failingRows = max(0, count)
        }
        ledger.redact = (map["redact"]?.list ?? []).compactMap(\.string)
        config.ledger = ledger
    }

    private mutating func readLock(_ value: ConfigValue?) {
        if value?.string == "fail" { config.lockWait = 0 }
        if let wait = value?["wait"] { config.lockWait = seconds(wait) }
    }

    /// A span of time: `90`, `90s`, `15m`, `1h`, `2d`, also several parts (`1h30m`). An error for anything else.
    private mutating func seconds(_ value: ConfigValue) -> Int? {
        if let seconds = WrittenDuration.seconds(value) { return seconds }
        mistake("bad-time-span", "\(PythonText.repr(value)) is no span of time", value, hint: "write it as 90s, 15m, 1h or 2d")
        return nil
    }

    private mutating func mistake(_ id: DiagnosticID, _ message: String, _ value: ConfigValue, hint: String? = nil) {
        diagnostics.append(.error(id, message, at: value.span, hint: hint))
    }
}

/// Spans of time as people write them.
public enum WrittenDuration {
    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// The seconds of `90s`, `15m`, `1h30m`, `2d`; a bare number is seconds. Nil for anything else, and for more than fits.
    public static func seconds(_ text: String) -> Int? {
        var total = 0
        var number: Int?
        for character in text where character != " " {
            if let digit = character.wholeNumberValue, character.isASCII {
                let (tens, isTooBig) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !isTooBig, tens <= Int.max - digit else { return nil }
                number = tens + digit
            } else {
                guard let count = number, let unit = units[character] else { return nil }
                let (part, isTooBig) = count.multipliedReportingOverflow(by: unit)
                guard !isTooBig, total <= Int.max - part else { return nil }
                total += part
                number = nil
            }
        }
        guard let rest = number else { return total > 0 || text.contains(where: \.isNumber) ? total : nil }
        return total <= Int.max - rest ? total + rest : nil
    }

    /// A span as people read it: `45 s`, `12 min`, `3.5 h`, `2.1 d`.
    public static func text(seconds: Int) -> String {
        func tenths(_ unit: Int) -> String {
            let value = seconds * 10 / unit
            return value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
        }
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return tenths(60) + " min"
        case ..<172_800: return tenths(3600) + " h"
        default: return tenths(86_400) + " d"
        }
    }
}
