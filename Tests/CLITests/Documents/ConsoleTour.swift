import Foundation
import Testing

/// The `console` blocks of a Markdown page as one shell session: a line `$ command` is run, the lines below it are what it prints.
///
/// `# exit code 1` behind a command says that it has to end so; otherwise it has to end with 0. A line `…` stands for any lines. A command with
/// nothing below it may print anything.
struct ConsoleTour {
    /// One command.
    struct Step {
        let command: String
        let code: Int32
        let shown: [String]
        /// The line of the page, from 1.
        let line: Int
    }

    /// What came of a command.
    struct Outcome {
        let step: Step
        /// The exit code; nil where the session ended before it.
        let code: Int32?
        let printed: [String]
    }

    private(set) var steps: [Step] = []

    /// The tour of a page.
    init(_ page: String) {
        var isInside = false
        var open: (command: String, line: Int, shown: [String])?
        func close() {
            guard let (text, line, shown) = open else { return }
            let parts = text.components(separatedBy: "# exit code ")
            let code = parts.count > 1 ? Int32(parts[1].trimmingCharacters(in: .whitespaces)) ?? -1 : 0
            steps.append(Step(command: parts[0].trimmingCharacters(in: .whitespaces), code: code, shown: shown, line: line))
            open = nil
        }
        for (index, line) in page.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```") {
                close()
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                close()
                open = (String(line.dropFirst(2)), index + 1, [])
            } else if isInside {
                open?.shown.append(line)
            }
        }
    }

    /// Runs all commands in one shell in a folder.
    func run(in folder: URL, program: URL, environment: [String: String] = [:]) throws -> [Outcome] {
        let results = folder.deletingLastPathComponent().appending(path: "results-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: results) }
        let lines = steps.enumerated().map { index, step in
            "{ \(step.command)\n} >'\(results.path)/\(index)' 2>&1\necho $? >'\(results.path)/\(index).code'"
        }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", lines.joined(separator: "\n")]
        shell.currentDirectoryURL = folder
        let inherited = ProcessInfo.processInfo.environment
        shell.environment = [
            "PATH": program.deletingLastPathComponent().path + ":" + (inherited["PATH"] ?? "/usr/bin:/bin"), "HOME": folder.path,
            "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": inherited["LD_LIBRARY_PATH"] ?? "",
        ].merging(environment) { $1 }
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        func text(_ name: String) -> String { (try? String(contentsOf: results.appending(path: name), encoding: .utf8)) ?? "" }
        return steps.enumerated().map { index, step in
            let code = Int32(text("\(index).code").trimmingCharacters(in: .whitespacesAndNewlines))
            let lines = Self.settled(text("\(index)")).components(separatedBy: "\n")
            return Outcome(step: step, code: code, printed: lines.last == "" ? lines.dropLast() : lines)
        }
    }

    /// A text with times of day and durations made equal.
    static func settled(_ text: String) -> String {
        text.replacing(/\b\d\d:\d\d:\d\d\b/, with: "12:00:00").replacing(/\b\d+\.\d\ds\b/, with: "0.00s")
            .replacing(/\b\d+ hours \d+ minutes and \d+\.\d\d seconds/, with: "0 hours 0 minutes and 0.00 seconds")
            .replacing(/[ \t]+\n/, with: "\n")
    }
}

extension ConsoleTour.Outcome {
    /// Whether it printed what the page shows.
    var isAsShown: Bool {
        var shown = step.shown.map(ConsoleTour.settled)[...]
        while shown.last == "" { shown.removeLast() }
        guard !shown.isEmpty else { return true }
        return Self.matches(printed.map(ConsoleTour.settled)[...], shown)
    }

    private static func matches(_ printed: ArraySlice<String>, _ shown: ArraySlice<String>) -> Bool {
        guard let first = shown.first else { return printed.isEmpty }
        guard first == "…" else { return printed.first == first && matches(printed.dropFirst(), shown.dropFirst()) }
        return (printed.startIndex...printed.endIndex).contains { matches(printed[$0...], shown.dropFirst()) }
    }
}

extension ConsoleTour {
    /// Runs the tour in a folder and expects each command to end and to print as it says.
    ///
    /// - Parameter page: what messages call the text.
    func expect(in folder: URL, of page: String = "tour", environment: [String: String] = [:]) throws {
        for outcome in try run(in: folder, program: URL(filePath: BuiltProgram.path), environment: environment) {
            let place = "\(page):\(outcome.step.line): \(outcome.step.command)"
            let printed = outcome.printed.joined(separator: "\n")
            #expect(outcome.code == outcome.step.code, "\(place)\n\(printed)")
            #expect(outcome.isAsShown, "\(place) prints\n\(printed)")
        }
    }

    /// The same in a folder of its own that is empty.
    func expectInNewFolder() throws {
        try withTemporaryFolder { folder in
            let home = URL(filePath: folder).appending(path: "home")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            try expect(in: home)
        }
    }
}
