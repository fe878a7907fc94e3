import Formats
import Graph
import Warehouse

/// The short facts of a resource, label and text, in the order to show them. Its package and file are told elsewhere.
struct ResourceFacts {
    private let facts: SiteFacts
    private let index: SiteIndex

    init(_ facts: SiteFacts, _ index: SiteIndex) {
        self.facts = facts
        self.index = index
    }

    /// The facts of one resource.
    func pairs(of resource: Selectable) -> [(label: String, text: String)] {
        let own: [(String, String?)] =
            switch resource {
            case .node(let node): node.resourceType == .test ? ofTest(node) : ofNode(node)
            case .source(let source): ofSource(source)
            case .exposure(let exposure): ofExposure(exposure)
            case .unitTest(let test): [("Model", test.model)]
            case .semantic(let semantic): ofSemantic(semantic)
            }
        return own.compactMap { label, text in text.flatMap { $0.isEmpty ? nil : (label, $0) } }
    }

    private func ofNode(_ node: Node) -> [(String, String?)] {
        var pairs: [(String, String?)] = [("Relation", node.relationName), ("Materialized", node.config["materialized"]?.string)]
        pairs += ofTable(node.uniqueID)
        if let model = node.model {
            pairs += [
                ("Access", model.access), ("Version", model.version?.text), ("Latest version", model.latestVersion?.text),
                ("Deprecated after", model.deprecationDate), ("Key", model.primaryKey.joined(separator: ", ")),
            ]
        }
        return pairs + [("Group", node.group), ("Contract", node.contract.enforced ? "enforced" : nil)]
    }

    /// What the database tells of a table.
    private func ofTable(_ id: String) -> [(String, String?)] {
        let table = facts.table(of: id)
        let size = facts.sizes[id]
        let rows = size?.rows.map { (size?.isEstimate == true ? "about " : "") + Self.grouped($0) }
        var pairs: [(String, String?)] = [("Rows", rows), ("Size", size?.bytes.map(Self.bytes)), ("Owner in the database", table?.owner)]
        for statistic in table?.stats ?? [] where statistic.include {
            pairs.append((statistic.label, Self.text(of: statistic.value)))
        }
        return pairs
    }

    private func ofTest(_ node: Node) -> [(String, String?)] {
        var pairs: [(String, String?)] = [("Test", node.genericTest?.testName), ("Column", node.genericTest?.columnName)]
        pairs.append(("Severity", node.config["severity"]?.string?.lowercased()))
        for (label, key) in [("Where", "where"), ("Warns if", "warn_if"), ("Fails if", "error_if"), ("Limit", "limit")] {
            let text = node.config[key].flatMap(Self.text)
            // What every test says unless it is told otherwise.
            pairs.append((label, text == "!= 0" ? nil : text))
        }
        return pairs
    }

    private func ofSource(_ source: Source) -> [(String, String?)] {
        [("Source", source.sourceName), ("Relation", source.relationName), ("Loader", source.loader)] + ofTable(source.uniqueID) + [
            ("Loaded at", source.loadedAtField ?? source.loadedAtQuery), ("Warns after", Self.limit(source.freshness["warn_after"])),
            ("Fails after", Self.limit(source.freshness["error_after"])),
        ]
    }

    private func ofExposure(_ exposure: Exposure) -> [(String, String?)] {
        [("Kind", exposure.type), ("Maturity", exposure.maturity), ("Owner", SiteHeads.text(ofOwner: .map(exposure.owner)))]
    }

    private func ofSemantic(_ semantic: SemanticResource) -> [(String, String?)] {
        [("Label", semantic.label), ("Kind", semantic.definition["type"]?.string), ("Group", semantic.group)]
    }

    /// `12 hours` from `{count: 12, period: hour}`; nil where no limit is set.
    static func limit(_ value: ConfigValue?) -> String? {
        guard let count = value?["count"]?.int, let period = value?["period"]?.string else { return nil }
        return "\(count) \(period)\(count == 1 ? "" : "s")"
    }

    /// A plain value as text; nil for null, lists and mappings.
    static func text(of value: ConfigValue) -> String? {
        switch value.kind {
        case .string(let text), .bigInteger(let text), .date(let text), .timestamp(let text): text
        case .int(let number): grouped(number)
        case .float(let number): String(number)
        case .bool(let flag): flag ? "yes" : "no"
        case .null, .list, .map: nil
        }
    }

    /// A number with its thousands apart: `1,234,567`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// A number of bytes in the unit that leaves one to three digits: `84 kB`, `1.2 MB`.
    static func bytes(_ count: Int) -> String {
        var amount = Double(count)
        for unit in ["B", "kB", "MB", "GB"] {
            if amount < 1000 { return rounded(amount, isWhole: unit == "B") + " " + unit }
            amount /= 1000
        }
        return rounded(amount, isWhole: false) + " TB"
    }

    private static func rounded(_ amount: Double, isWhole: Bool) -> String {
        guard !isWhole, amount < 10 else { return String(Int(amount.rounded())) }
        let tenths = Int((amount * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
