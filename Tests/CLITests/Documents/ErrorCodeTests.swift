import Diagnostics
import ErrorCodes
import Foundation
import Testing

@testable import CLI

/// Every message has a code, every code an explanation, and `docs/` says the same as the program.
@Suite struct ErrorCodeTests {
    /// Ids that the sources put together instead of writing them down.
    private static let composed: Set<String> = [
        "disabled-function", "disabled-node", "disabled-source", "jinja-attribute", "jinja-compilation", "jinja-index", "jinja-key",
        "jinja-macro-return", "jinja-not-found", "jinja-overflow", "jinja-python-runtime", "jinja-recursion", "jinja-runtime",
        "jinja-security", "jinja-syntax", "jinja-type", "jinja-undefined", "jinja-value", "jinja-zero-division", "private-ref",
        "protected-ref", "unknown-function",
    ]

    /// Every Swift source but the tables of names, joined.
    private static func sources() throws -> [(path: String, text: String)] {
        let folder = DocumentTests.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return try files.filter { $0.pathExtension == "swift" && $0.lastPathComponent != "WarningNames.swift" }.map {
            ($0.path, try String(contentsOf: $0, encoding: .utf8))
        }
    }

    /// The ids a source gives to diagnostics: the first argument of what makes one, and the values of properties and parameters of the type.
    private static func ids(in text: String) -> Set<String> {
        let makers =
            /(?:\bDiagnostic(?:\.error|\.warning)?|\.error|\.warning|\bfail|\bproblem|\bmistake|\brefuse|\bDiagnosticID)\(\s*(?:id: )?"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"/
        let named = /\bid: "([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"/
        let typed = /: DiagnosticID(?: =|\?)[^\n]*\n?[^\n]*/
        let cases = /case \w+ = "(check-[a-z-]+)"/
        let property = /var id: DiagnosticID \{\n(?:        .*\n)*    \}/
        var found = Set(text.matches(of: makers).map { String($0.1) } + text.matches(of: named).map { String($0.1) })
        if text.contains("DiagnosticID(kind.rawValue)") { found.formUnion(text.matches(of: cases).map { String($0.1) }) }
        for block in text.matches(of: typed).map({ String($0.0) }) + text.matches(of: property).map({ String($0.0) }) {
            found.formUnion(block.matches(of: /[?:=]\s*"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"/).map { String($0.1) })
        }
        return found.subtracting(["jinja-", "source-paths", "log-path"])
    }

    @Test func everyMessageHasACode() throws {
        var missing: [String] = []
        for (path, text) in try Self.sources() {
            missing += Self.ids(in: text).filter { AllCodes.named($0) == nil }.map { "\($0) in \(path)" }
        }
        #expect(missing.isEmpty, "add Sources/ErrorCodes/codes/<family>/<id>.md for\n\(missing.sorted().joined(separator: "\n"))")
    }

    @Test func everyCodeIsOfAMessage() throws {
        let text = try Self.sources().map(\.text).joined()
        let events = Set(WarningName.ids.map(\.name))
        for code in AllCodes.all where !Self.composed.contains(code.name) && !events.contains(code.name) {
            #expect(text.contains("\"\(code.name)\""), "nothing says \(code.code)")
        }
    }

    @Test func everyWarningThatDbtNamesHasACode() {
        for id in WarningName.ids { #expect(AllCodes.named(id.name) != nil, "\(id.name)") }
    }

    @Test func codesAreWellFormed() throws {
        let twice = Dictionary(grouping: AllCodes.all, by: \.name).values.filter { $0.count > 1 }.map { $0.map(\.code) }
        #expect(twice.isEmpty)
        for code in AllCodes.all {
            #expect(!code.title.isEmpty && !code.title.hasSuffix(".") && !code.title.contains("\n"), "\(code.code)")
            #expect(code.explanation.count > 20 && code.explanation.hasSuffix("\n"), "\(code.code)")
            #expect(code.explanation.split(separator: "\n").filter { $0.hasPrefix("```") }.count % 2 == 0, "\(code.code)")
            for match in code.explanation.matches(of: /`([a-z]+\/[a-z0-9-]+)`/)
            where CodeFamily.allCases.contains(where: { match.1.hasPrefix($0.rawValue + "/") }) {
                #expect(AllCodes.named(String(match.1)) != nil, "\(code.code) names \(match.1)")
            }
        }
    }

    // MARK: explain

    private func explain(_ arguments: String...) throws -> String {
        Ink.removed(from: try ExplainCommand(try CommandLineParser.parse(["explain"] + arguments)).text())
    }

    @Test func explainsACode() throws {
        let text = try explain("bind/unknown-ref")
        #expect(text.hasPrefix("bind/unknown-ref: a reference to a model that does not exist\n\n"))
        #expect(text.contains("\n    select * from {{ ref('orders') }}\n"))
        #expect(!text.contains("```"))
        #expect(text.hasSuffix("As a warning, options such as --warn-error-options know it as NodeNotFoundOrDisabled.\n"))
        #expect(try explain("unknown-ref") == text)
        #expect(try explain("[bind/unknown-ref,") == text)
        #expect(try explain("NodeNotFoundOrDisabled").hasPrefix(text))
    }

    @Test func listsAllCodes() throws {
        let lines = try explain().split(separator: "\n")
        #expect(lines.first == "config: flags, profiles, packages and settings")
        #expect(lines.count == AllCodes.all.count + CodeFamily.allCases.count + 1)
    }

    @Test func suggestsACode() throws {
        let error = #expect(throws: UsageError.self) { try explain("bind/unknown-reff") }
        #expect(error?.message == "No message has the code 'bind/unknown-reff'.")
        #expect(error?.hint == "did you mean 'bind/unknown-ref'?")
        #expect(throws: UsageError.self) { try explain("config/unknown-ref") }
    }

    // MARK: docs

    /// `docs/errors.md` is what the program prints; `SMELT_UPDATE=1` writes it.
    @Test func thePageIsMadeFromTheProgram() throws {
        let page = DocumentTests.root.appending(path: "docs/errors.md")
        let printed = try explain("--output", "markdown")
        guard try printed != String(contentsOf: page, encoding: .utf8) else { return }
        if ProcessInfo.processInfo.environment["SMELT_UPDATE"] != nil { try Data(printed.utf8).write(to: page) }
        Issue.record("docs/errors.md is not what `smelt explain --output markdown` prints")
    }

    @Test func exitCodesAreInTheTables() throws {
        let page = try String(contentsOf: DocumentTests.root.appending(path: "docs/exit-codes.md"), encoding: .utf8)
        for code in ExitCode.allCases {
            let name = "\(code)".replacing(#/[A-Z]/#) { " " + $0.0.lowercased() }
            #expect(page.contains("| \(code.rawValue) | \(name) |"), "\(code)")
        }
        #expect(ExitCode.dbtCommands.isSubset(of: commandNames))
    }

    @Test func errorsChooseTheExitCode() {
        for name in ExitCode.mistakenArguments.union(ExitCode.mistakes) { #expect(AllCodes.named(name) != nil, "\(name)") }
        #expect(ExitCode(UsageError(message: "")).number(for: "ci") == 2)
        #expect(ExitCode(Session.ProjectFailure(diagnostics: [Diagnostic("cycle", .error, "")])).number(for: "ci") == 3)
        #expect(ExitCode(Session.ProjectFailure(diagnostics: [Diagnostic("cycle", .error, "")])).number(for: "build") == 2)
        #expect(ExitCode(Diagnostic("server-unreachable", .error, "")).number(for: "check") == 5)
        #expect(ExitCode(Diagnostic("disk-full", .error, "")).number(for: "run") == 2)
        #expect(ExitCode(Diagnostic("test-failed", .error, "")).number(for: "ci") == 1)
        #expect(ExitCode(Diagnostic("quality-below", .error, "")).number(for: "ci") == 4)
        #expect(ExitCode(Diagnostic("gate-circle", .error, "")).number(for: "ci") == 3)
        #expect(ExitCode(Diagnostic("base-unknown", .error, "")).number(for: "ci") == 2)
        #expect(ExitCode.interrupted.number(for: "ci") == 130 && ExitCode.interrupted.number(for: "build") == 2)
        #expect(ExitCode.nothingSelected.number(for: "ci") == 6 && ExitCode.nothingSelected.number(for: "build") == 0)
    }
}
