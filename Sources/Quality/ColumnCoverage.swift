import Formats
import Graph

/// Which columns of a model are known, tested and described, and whether its key is tested. Names are compared without regard to case.
struct ColumnCoverage {
    /// Columns that the properties declare or a test names.
    private(set) var known: Set<String> = []
    /// Those that a test names, or an enforced contract keeps.
    private(set) var tested: Set<String> = []
    /// Those with a description.
    private(set) var described: Set<String> = []
    /// Columns that are never null.
    private var filled: Set<String> = []
    /// Sets of columns that no two rows share.
    private var keys: [Set<String>] = []

    /// The columns of a model with the generic tests that are attached to it.
    init(_ model: Node, tests: [Node]) {
        for column in model.columns {
            known.insert(Self.plain(column.name))
            if !QualityMeasurement.isBlank(column.description) { described.insert(Self.plain(column.name)) }
        }
        for test in tests { add(test) }
        if model.contract.enforced { addConstraints(of: model) }
        known.formUnion(tested)
    }

    /// Whether some set of columns is tested to be unique, and each of them never to be null.
    var hasTestedKey: Bool { keys.contains { !$0.isEmpty && $0.isSubset(of: filled) } }

    /// The known columns without a description: declared ones as they are written, then those that tests alone name.
    func undescribed(of model: Node) -> [String] {
        let declared = model.columns.filter { !described.contains(Self.plain($0.name)) }.map(\.name)
        return declared + known.subtracting(model.columns.map { Self.plain($0.name) }).sorted()
    }

    private mutating func add(_ test: Node) {
        guard let details = test.genericTest else { return }
        if let column = details.columnName.map(Self.plain) {
            // What stands there may be an expression: then it is no column.
            guard Self.isName(column) else { return }
            tested.insert(column)
            if details.testName == "unique" { keys.append([column]) }
            if details.testName == "not_null" { filled.insert(column) }
            return
        }
        // A test of the whole model looks at the columns that its arguments name.
        let named = Self.names(in: details.arguments)
        guard details.testName.hasPrefix("unique_combination") else { return tested.formUnion(named.intersection(known)) }
        tested.formUnion(named)
        keys.append(named)
    }

    /// Constraints of an enforced contract are tests that the database makes.
    private mutating func addConstraints(of model: Node) {
        let ofColumns = model.columns.flatMap { column in
            column.constraints.map { (type: $0["type"]?.string ?? "", columns: Set([Self.plain(column.name)])) }
        }
        let ofModel = (model.model?.constraints ?? []).map { constraint in
            (
                type: constraint["type"]?.string ?? "",
                columns: Set((constraint["columns"]?.list ?? []).compactMap(\.string).map(Self.plain))
            )
        }
        for (type, columns) in ofColumns + ofModel {
            switch type {
            case "not_null": filled.formUnion(columns)
            case "unique": keys.append(columns)
            case "primary_key":
                keys.append(columns)
                filled.formUnion(columns)
            default: continue
            }
            tested.formUnion(columns)
        }
    }

    /// Every text among a test's arguments that might be the name of a column.
    private static func names(in arguments: ConfigMap) -> Set<String> {
        var names: Set<String> = []
        for entry in arguments where !["model", "to"].contains(entry.name) {
            let texts = entry.value.string.map { [$0] } ?? (entry.value.list ?? []).compactMap(\.string)
            names.formUnion(texts.map(plain).filter(isName))
        }
        return names
    }

    private static func plain(_ name: String) -> String {
        var name = Substring(name)
        if name.count > 1, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        return name.lowercased()
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.contains { "(){}'\"+*/=<>,".contains($0) }
    }
}
