import Diagnostics
import Files
import Formats
import Graph
import Project

extension Resolver {
    /// Adds a unit test; its model is bound once all models are known.
    mutating func addUnitTest(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .unitTests, context.file, &diagnostics) else { return }
        let name = map["name"].map(PythonText.str) ?? ""
        let model = map["model"].map(PythonText.str) ?? ""
        let span = map.entry("name")?.value.span ?? entry.span
        let package = context.package.name
        let path = context.file.originalPath
        let folders = ProjectFile.folders(path).dropFirst()
        var test = UnitTest(
            uniqueID: "unit_test.\(package).\(model).\(name)", name: name, packageName: package, path: context.file.relativePath,
            originalFilePath: path, fqn: [package] + folders + [model, name], model: model)
        test.description = map["description"]?.string ?? ""
        test.createdAt = input.createdAt
        test.span = span
        test.overrides = Self.overrides(map["overrides"])
        test.versions = Self.versions(map["versions"])
        if PythonText.isTrue(test.versions["include"] ?? .null), PythonText.isTrue(test.versions["exclude"] ?? .null) {
            report(.error("bad-versions", "Unit tests can not both include and exclude versions.", at: map["versions"]?.span))
        }
        let outcome = merge.config(of: .unitTest, fqn: test.fqn, package: package, patch: map["config"]?.map ?? [:])
        for diagnostic in outcome.diagnostics { report(diagnostic.span == nil ? diagnostic.at(span) : diagnostic) }
        test.config = outcome.config
        var fixtures = UnitTestFixtures(test: name, context: context)
        test.given = (map["given"]?.list ?? []).map { fixtures.completed($0, isInput: true, seed: { self.seedRows($0, package) }) }
        test.expect = fixtures.completed(map["expect"] ?? .map([:]), isInput: false, seed: { _ in nil })
        diagnostics += fixtures.diagnostics
        test.checksum = UnitTestHash.checksum(test)
        guard test.config["enabled"]?.bool ?? true else {
            disabledUnitTests.append(test)
            return
        }
        if let existing = unitTests.first(where: { $0.uniqueID == test.uniqueID }) {
            let message = DuplicateText.message(
                plural: "unit_tests", name: name, looking: "looking for \(name)", first: (test.uniqueID, path),
                second: (existing.uniqueID, existing.originalFilePath))
            report(.error("duplicate-name", message, at: span, notes: [Diagnostic.Note("the other one is here", at: existing.span)]))
            return
        }
        unitTests.append(test)
    }

    private static func overrides(_ value: ConfigValue?) -> ConfigValue {
        guard let map = value?.map else { return .null }
        return .map([
            "macros": map["macros"] ?? .map([:]), "vars": map["vars"] ?? .map([:]), "env_vars": map["env_vars"] ?? .map([:]),
        ])
    }

    private static func versions(_ value: ConfigValue?) -> ConfigValue {
        guard let map = value?.map else { return .null }
        return .map(["include": map["include"] ?? .null, "exclude": map["exclude"] ?? .null])
    }

    /// The rows of a seed that an input names without rows of its own; nil where it names no `ref`.
    private func seedRows(_ call: String, _ package: String) -> UnitTestFixtures.Seed? {
        guard let ref = StaticCalls.read(expression: call)?.refs.first else { return nil }
        let wanted = ref.package ?? package
        let owner = input.project.packages.first { $0.name == wanted }
        guard let file = owner?.seeds.first(where: { $0.name == ref.name }) else {
            let place =
                wanted == package
                ? "directories: \(PythonText.repr(.list((owner?.config.paths.seeds ?? []).map(ConfigValue.string))))"
                : "'\(wanted)' package"
            return .missing("Unable to find seed '\(wanted).\(ref.name)' for unit tests in \(place)")
        }
        guard file.checksum.name != "path" else {
            return .missing("The seed '\(wanted).\(ref.name)' is too large to stand in a unit test: give the input rows of its own")
        }
        return .file(file.source)
    }

    /// Two fixture files of one name cannot be told apart.
    mutating func checkFixtureNames() {
        for package in input.project.packages {
            var seen: [String: ProjectFile] = [:]
            for fixture in package.fixtures {
                guard let other = seen.updateValue(fixture, forKey: fixture.name) else { continue }
                let id = "fixture.\(package.name).\(fixture.name)"
                let message = DuplicateText.message(
                    plural: "fixtures", name: fixture.name, looking: "looking for \(fixture.name)", first: (id, fixture.originalPath),
                    second: (id, other.originalPath))
                let note = Diagnostic.Note("the other one is here", at: SourceSpan(other.source, 0, 0))
                report(.error("duplicate-name", message, at: SourceSpan(fixture.source, 0, 0), notes: [note]))
            }
        }
    }
}

/// Rows of a unit test brought into the manifest's form.
struct UnitTestFixtures {
    /// What an input without rows stands for.
    enum Seed {
        case file(SourceFile)
        /// There is none that can be read; the message says why.
        case missing(String)
    }

    let test: String
    let context: PropertiesContext
    private(set) var diagnostics: [Diagnostic] = []

    init(test: String, context: PropertiesContext) {
        self.test = test
        self.context = context
    }

    /// An input or the expectation with all its keys; rows of CSV as mappings, rows of fixture files read.
    mutating func completed(_ value: ConfigValue, isInput: Bool, seed: (String) -> Seed?) -> ConfigValue {
        let format = value["format"]?.string ?? "dict"
        var rows = value["rows"] ?? .null
        let fixture = value["fixture"]?.string
        switch format {
        case "csv": rows = csvRows(rows, fixture, isInput, value.span)
        case "sql": rows = sqlRows(rows, fixture, isInput, value.span)
        default:
            if rows.isNull, fixture == nil, isInput, let seed = seed(value["input"]?.string ?? "") {
                switch seed {
                case .file(let file): rows = .list(CSVRows.read(file).map { .map($0) })
                case .missing(let message):
                    diagnostics.append(.error("unknown-seed", message, at: value.span))
                    rows = .list([])
                }
            }
            if rows.list == nil { mismatch(format, isInput, value.span, suffix: "") }
        }
        var result = ConfigMap()
        if isInput { result["input"] = value["input"] ?? "" }
        result["rows"] = format == "sql" ? rows : Self.promoted(rows)
        result["format"] = .string(format)
        result["fixture"] = .optional(fixture)
        return ConfigValue(.map(result), at: value.span)
    }

    private mutating func mismatch(_ format: String, _ isInput: Bool, _ span: SourceSpan?, suffix: String) {
        let kind = isInput ? "input" : "expected"
        let message =
            "Unit test \(test) has \(kind) rows \(suffix.isEmpty ? "" : "or fixtures ")which do not match format \(format)\(suffix)"
        diagnostics.append(.error("unit-test-rows", message, at: span))
    }

    private mutating func csvRows(_ rows: ConfigValue, _ fixture: String?, _ isInput: Bool, _ span: SourceSpan?) -> ConfigValue {
        let file: SourceFile
        if let fixture {
            guard let found = fixtureFile(fixture, span) else { return .list([]) }
            file = found.source
        } else if let text = rows.string {
            file = SourceFile(path: context.file.source.path, text: text)
        } else {
            mismatch("csv", isInput, span, suffix: ".  Expected string.")
            return .list([])
        }
        let read = CSVRows.read(file).map { row in
            ConfigMap(row.map { ($0.name, $0.value.string == "" ? .null : $0.value) })
        }
        return .list(read.map { .map($0) })
    }

    private mutating func sqlRows(_ rows: ConfigValue, _ fixture: String?, _ isInput: Bool, _ span: SourceSpan?) -> ConfigValue {
        if let fixture { return fixtureFile(fixture, span).map { .string($0.text) } ?? .null }
        if rows.string == nil { mismatch("sql", isInput, span, suffix: ".  Expected string.") }
        return rows
    }

    private mutating func fixtureFile(_ name: String, _ span: SourceSpan?) -> ProjectFile? {
        if let file = context.package.fixtures.first(where: { $0.name == name }) { return file }
        let message = "File not found for fixture '\(name)' in unit tests in \(context.file.originalPath)"
        let hint = DidYouMean.hint(name, among: context.package.fixtures.map(\.name))
        diagnostics.append(.error("unknown-fixture", message, at: span, hint: hint))
        return nil
    }

    /// The rows with the first that has no null in front, from which engines take the columns' types.
    private static func promoted(_ rows: ConfigValue) -> ConfigValue {
        guard var list = rows.list, let index = list.firstIndex(where: { ($0.map ?? [:]).allSatisfy { !$0.value.isNull } }), index > 0
        else {
            return rows
        }
        list.swapAt(0, index)
        return ConfigValue(.list(list), at: rows.span)
    }
}

/// The hash that tells whether a unit test changed.
enum UnitTestHash {
    /// The SHA-256 dbt makes of the test's parts as Python prints them.
    static func checksum(_ test: UnitTest) -> String {
        let given = "[" + test.given.map { fixture($0, isInput: true) }.joined(separator: ", ") + "]"
        var text = "\(test.model)-\(versions(test.versions))-\(given)-\(fixture(test.expect, isInput: false))-\(overrides(test.overrides))"
        for input in test.given where PythonText.isTrue(input["fixture"] ?? .null) { text += "-\(PythonText.str(input["rows"] ?? .null))" }
        return SHA256.hex(of: Array(text.utf8))
    }

    private static func fixture(_ value: ConfigValue, isInput: Bool) -> String {
        let formats = ["csv": "CSV", "dict": "Dict", "sql": "SQL"]
        let format = value["format"]?.string ?? "dict"
        let shown = "<UnitTestFormat.\(formats[format] ?? format): '\(format)'>"
        let rows = PythonText.repr(value["rows"] ?? .null)
        let fixture = PythonText.repr(value["fixture"] ?? .null)
        let rest = "rows=\(rows), format=\(shown), fixture=\(fixture))"
        return isInput ? "UnitTestInputFixture(input=\(PythonText.repr(value["input"] ?? .null)), \(rest)" : "UnitTestOutputFixture(\(rest)"
    }

    private static func overrides(_ value: ConfigValue) -> String {
        guard let map = value.map else { return "None" }
        let fields = ["macros", "vars", "env_vars"].map { "\($0)=\(PythonText.repr(map[$0] ?? .map([:])))" }
        return "UnitTestOverrides(\(fields.joined(separator: ", ")))"
    }

    private static func versions(_ value: ConfigValue) -> String {
        guard let map = value.map else { return "None" }
        return
            "UnitTestNodeVersions(include=\(PythonText.repr(map["include"] ?? .null)), exclude=\(PythonText.repr(map["exclude"] ?? .null)))"
    }
}
