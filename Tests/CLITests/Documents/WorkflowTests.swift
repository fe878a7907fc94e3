import Diagnostics
import Formats
import Foundation
import Testing

@testable import CLI

/// The workflow files of `docs/ci/` are YAML, and what they call exists.
@Suite struct WorkflowTests {
    private static func file(_ name: String) throws -> String {
        try String(contentsOf: DocumentTests.root.appending(path: "docs/ci/" + name), encoding: .utf8)
    }

    private static func yaml(_ name: String) throws -> ConfigValue {
        let (value, found) = YAMLReader.read(SourceFile(path: name, text: try file(name)))
        #expect(found.isEmpty, "\(found.map(\.message))")
        return try #require(value)
    }

    /// Every text in a value.
    private static func texts(_ value: ConfigValue) -> [String] {
        if let text = value.string { return [text] }
        return (value.list ?? []).flatMap(texts) + (value.map?.entries ?? []).flatMap { texts($0.value) }
    }

    @Test(arguments: ["github-actions.yml", "gitlab-ci.yml"]) func commandsAndFlagsExist(_ name: String) throws {
        let lines = Self.texts(try Self.yaml(name)).flatMap { $0.components(separatedBy: "\n") }
        let calls = lines.compactMap { $0.firstMatch(of: /(?:^|\s)smelt ([a-z]+)(.*)/) }
        #expect(calls.map { String($0.1) }.sorted() == ["ci", "deps"])
        // GitLab's is put together from a variable.
        let flags = lines.flatMap { line in line.matches(of: /(?:^|[ {+])--(base|junit|sarif|codequality|summary)\b/).map { String($0.1) } }
        for call in calls {
            for flag in String(call.2).matches(of: /\s--([a-z-]+)/) {
                #expect(allFlags.contains { $0.long.contains(String(flag.1)) && $0.applies(to: String(call.1)) }, "\(name): --\(flag.1)")
            }
        }
        #expect(flags.contains("base") && flags.contains("junit") && flags.contains("summary"))
        // The exit code that means that nothing changed is let pass.
        #expect(try Self.file(name).contains("\(ExitCode.nothingSelected.rawValue): nothing changed"))
    }

    @Test func theyFetchTheWholeHistory() throws {
        let steps = try Self.yaml("github-actions.yml")["jobs"]?["smelt"]?["steps"]?.list ?? []
        #expect(steps.first?["with"]?["fetch-depth"]?.int == 0)
        let job = try #require(try Self.yaml("gitlab-ci.yml")["smelt"])
        #expect(job["variables"]?["GIT_DEPTH"]?.string == "0")
        #expect(job["allow_failure"]?["exit_codes"]?.list?.map(\.int) == [6])
    }
}
