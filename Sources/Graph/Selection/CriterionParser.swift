public import Diagnostics
import Formats

extension SelectionCriterion {
    /// Reads one criterion of the command line: `@`, `n+`, `method.argument:`, value, `+n`, in this order, all but the value optional.
    ///
    /// Throws `selector-invalid` with dbt's wording for an unknown method and for `@` together with a `+` behind.
    public static func parse(_ text: String, indirect: IndirectSelection = .eager) throws(Diagnostic) -> SelectionCriterion {
        let parts = try CriterionParts(text)
        let (method, arguments) = try parts.methodAndArguments()
        var criterion = SelectionCriterion(
            raw: .string(text), method: method, arguments: arguments, value: .string(parts.value), indirect: indirect)
        criterion.childrensParents = parts.childrensParents
        criterion.parents = parts.parents
        criterion.parentsDepth = parts.parentsDepth.flatMap(SelectionCriterion.depth)
        criterion.children = parts.children
        criterion.childrenDepth = parts.childrenDepth.flatMap(SelectionCriterion.depth)
        try criterion.check()
        return criterion
    }

    /// A criterion from a YAML mapping that has `value` and `method`.
    ///
    /// `raw` is the mapping as it was written. Depths of 0 count as none given, as in dbt. Throws `selector-invalid`.
    static func parse(_ map: ConfigMap, raw: ConfigValue, indirect: IndirectSelection) throws(Diagnostic) -> SelectionCriterion {
        guard let value = map["value"] else { throw .selector("Invalid node spec \"\(PythonText.str(raw))\" - no search value!") }
        let name = map["method"].map(PythonText.str) ?? CriterionParts.defaultMethod(for: PythonText.str(value))
        let (method, arguments) = try CriterionParts.split(name)
        var criterion = SelectionCriterion(raw: raw, method: method, arguments: arguments, value: value, indirect: indirect)
        if let mode = map["indirect_selection"] {
            guard let known = mode.string.flatMap(IndirectSelection.init) else {
                throw .selector("\(PythonText.repr(mode)) is not a valid IndirectSelection")
            }
            criterion.indirect = known
        }
        criterion.childrensParents = map["childrens_parents"]?.isTruthy ?? false
        criterion.parents = map["parents"]?.isTruthy ?? false
        criterion.children = map["children"]?.isTruthy ?? false
        criterion.parentsDepth = try depth(map["parents_depth"])
        criterion.childrenDepth = try depth(map["children_depth"])
        try criterion.check()
        return criterion
    }

    private func check() throws(Diagnostic) {
        if children && childrensParents {
            throw .selector("Invalid node spec \(text) - \"@\" prefix and \"+\" suffix are incompatible")
        }
    }

    private static func depth(_ digits: String) -> Int? { digits.isEmpty ? nil : Int(digits) ?? Int.max }

    private static func depth(_ value: ConfigValue?) throws(Diagnostic) -> Int? {
        guard let value, value.isTruthy else { return nil }
        if let number = value.int { return number }
        if case .float(let number) = value.kind, let whole = Int(exactly: number.rounded(.towardZero)) { return whole }
        if let text = value.string, let number = Int(text) { return number }
        throw .selector("Invalid node spec - could not handle parent depth \(PythonText.str(value))")
    }
}

/// A criterion cut into its parts.
struct CriterionParts {
    var childrensParents = false
    var parents = false
    var parentsDepth: String?
    var method: String?
    var value: String
    var children = false
    var childrenDepth: String?

    init(_ text: String) throws(Diagnostic) {
        var rest = Substring(text)
        if rest.first == "@" {
            childrensParents = true
            rest = rest.dropFirst()
        }
        let digits = rest.prefix(while: Self.isDigit)
        if rest.dropFirst(digits.count).first == "+" {
            parents = true
            parentsDepth = String(digits)
            rest = rest.dropFirst(digits.count + 1)
        }
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        if !word.isEmpty, rest.dropFirst(word.count).first == ":" {
            method = String(word)
            rest = rest.dropFirst(word.count + 1)
        }
        let tail = rest.reversed().prefix(while: Self.isDigit).count
        let head = rest.dropLast(tail)
        if head.last == "+" {
            children = true
            childrenDepth = String(rest.suffix(tail))
            rest = head.dropLast()
        }
        value = String(rest)
        if value.contains("\n") { throw .selector("Invalid selector spec \"\(text)\"") }
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    func methodAndArguments() throws(Diagnostic) -> (String, [String]) {
        guard let method else { return (Self.defaultMethod(for: value), []) }
        return try Self.split(method)
    }

    /// The method of a value without one: a path where it holds a slash, a file where it ends like one, else a qualified name.
    static func defaultMethod(for value: String) -> String {
        if value.contains("/") { return "path" }
        let lower = value.lowercased()
        return [".sql", ".py", ".csv"].contains { lower.hasSuffix($0) } ? "file" : "fqn"
    }

    /// `config.meta.owner` → `config`, `[meta, owner]`.
    static func split(_ name: String) throws(Diagnostic) -> (String, [String]) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let method = parts.first ?? ""
        guard AllMethods.method(named: method) != nil else {
            throw .selector("'\(method)' is not a valid method name", name: method, candidates: AllMethods.names)
        }
        return (method, Array(parts.dropFirst()))
    }
}

extension Diagnostic {
    /// An error in a selection. With candidates the hint names them all.
    static func selector(_ message: String, name: String = "", candidates: [String] = []) -> Diagnostic {
        let meant = DidYouMean.hint(name, among: candidates).map { $0 + " " } ?? ""
        let hint = candidates.isEmpty ? nil : meant + "methods: " + candidates.joined(separator: ", ")
        return Diagnostic("selector-invalid", .error, message, hint: hint)
    }
}

extension ConfigValue {
    /// Whether Python takes the value as true.
    var isTruthy: Bool {
        switch kind {
        case .null: false
        case .bool(let flag): flag
        case .int(let number): number != 0
        case .float(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let map): !map.isEmpty
        case .bigInteger, .date, .timestamp: true
        }
    }
}
