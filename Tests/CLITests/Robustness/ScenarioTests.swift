import Foundation
import Testing

/// Projects that are run step by step, and what must be in the database after each step; one file a project, run on each engine.
///
/// A file holds the project's files, each behind a line `//- path`; then `---`; then steps: `$ command` with the exit code behind `=>` where it
/// is not 0 and lines `> text` that must be printed; `? query` with the rows it must give; `results` with every node's status;
/// `//- path` a file that changes; `//x path` a file that goes.
@Suite struct ScenarioTests {
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Scenario.folder)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test(arguments: ShopEngine.available, names) func scenario(_ engine: ShopEngine, _ name: String) throws {
        let scenario = try Scenario(name)
        guard scenario.engines.contains(engine) else { return }
        let shop = try Shop(engine, scenario.files)
        for step in scenario.steps { try check(step, shop) }
    }

    @Test func everyFileIsFound() { #expect(Self.names.count > 10) }

    private func check(_ step: Scenario.Step, _ shop: Shop) throws {
        switch step {
        case .write(let path, let text): shop.write(path, text)
        case .remove(let path): shop.remove(path)
        case .run(let command, let code, let texts):
            let ended = try BuiltProgram.run(command, in: shop.folder)
            #expect(ended.code == code, "\(command)\n\(ended.output)")
            for text in texts {
                // Several lines are written as one.
                let lines = text.replacingOccurrences(of: "\\n", with: "\n")
                #expect(ended.output.contains(lines), "\(command)\n\(ended.output)")
            }
        case .query(let sql, let expected):
            #expect(try shop.rows(sql) == expected, "\(sql)")
        case .results(let expected):
            #expect(try shop.results() == expected.sorted())
        }
    }
}

/// One such file.
struct Scenario {
    enum Step {
        case write(String, String)
        case remove(String)
        case run([String], code: Int32, texts: [String])
        case query(String, [String])
        case results([String])
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/scenarios").path

    private(set) var engines = ShopEngine.allCases
    private(set) var files: [String: String] = [:]
    private(set) var steps: [Step] = []

    init(_ name: String) throws {
        let text = try String(contentsOfFile: Self.folder + "/" + name, encoding: .utf8)
        var isBehindLine = false
        var head = ""
        var body: [Substring] = []
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false) + ["# end"]
        for line in lines {
            let starts = ["//- ", "//x "].contains { line.hasPrefix($0) }
            let isStep = isBehindLine && (["$ ", "? ", "# "].contains { line.hasPrefix($0) } || line == "results")
            if starts || isStep || line == "---" || line == "# end" {
                add(head, body, isBehindLine)
                (head, body) = (String(line), [])
                if line == "---" { isBehindLine = true }
            } else if !isBehindLine, line.hasPrefix("engines:") {
                engines = line.dropFirst(8).split(separator: " ").compactMap { ShopEngine(rawValue: String($0)) }
            } else {
                body.append(line)
            }
        }
    }

    private mutating func add(_ head: String, _ body: [Substring], _ isStep: Bool) {
        let argument = String(head.dropFirst(2))
        let lines = body.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        switch head.prefix(3) {
        case "//-":
            let path = head.dropFirst(4).trimmingCharacters(in: .whitespaces)
            let text = body.joined(separator: "\n") + "\n"
            if isStep { steps.append(.write(path, text)) } else { files[path] = text }
        case "//x": steps.append(.remove(head.dropFirst(4).trimmingCharacters(in: .whitespaces)))
        case "res" where isStep: steps.append(.results(lines))
        case let start where start.hasPrefix("$ "):
            let parts = argument.components(separatedBy: " => ")
            steps.append(
                .run(Self.words(parts[0]), code: parts.count > 1 ? Int32(parts[1]) ?? 0 : 0, texts: lines.map { String($0.dropFirst(2)) }))
        case let start where start.hasPrefix("? "): steps.append(.query(argument, lines))
        default: break
        }
    }

    /// The words of a command, double quotes holding blanks together.
    private static func words(_ text: String) -> [String] {
        text.components(separatedBy: "\"").enumerated().flatMap { index, part in
            index % 2 == 1 ? [part] : part.split(separator: " ").map(String.init)
        }
    }
}
