import Foundation
import Testing

/// Mistakes people make, each in a project of its own: `Fixtures/mistakes/*.txt` hold the files, the commands, and the exact text that is
/// printed with the exit code. `SMELT_UPDATE=1` writes down what is printed now.
@Suite struct MistakeTests {
    @Test(arguments: try Mistake.all(in: "mistakes")) func message(_ mistake: Mistake) throws {
        try check(mistake, [:])
    }

    /// The same with a Postgres server; skipped without `SMELT_TEST_POSTGRES`.
    @Test(arguments: try Mistake.all(in: "mistakes-postgres")) func messageOnPostgres(_ mistake: Mistake) throws {
        guard let url = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"], let server = URLComponents(string: url) else {
            print("skipped, for want of SMELT_TEST_POSTGRES: \(mistake)")
            return
        }
        let settings = [
            "PGHOST": server.host ?? "127.0.0.1", "PGPORT": String(server.port ?? 5432), "PGUSER": server.user ?? "postgres",
            "PGPASSWORD": server.password ?? "", "PGDATABASE": String(server.path.dropFirst()),
        ]
        try check(mistake, settings)
    }

    private func check(_ mistake: Mistake, _ environment: [String: String]) throws {
        let printed = try mistake.run(environment)
        guard printed != mistake.expected else { return }
        if ProcessInfo.processInfo.environment["SMELT_UPDATE"] != nil { try mistake.rewrite(printed) }
        Issue.record("\(mistake) prints\n\(printed)\ninstead of\n\(mistake.expected)")
    }
}

/// One fixture.
struct Mistake: Sendable, CustomTestStringConvertible, CustomStringConvertible {
    let file: URL
    /// Everything above the line `---`.
    let head: String
    /// The text that is to be printed, and the exit code.
    let expected: String

    var description: String { file.deletingPathExtension().lastPathComponent }
    var testDescription: String { description }

    static func all(in folder: String) throws -> [Mistake] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let fixtures = tests.appending(path: "Fixtures/\(folder)")
        let files = try FileManager.default.contentsOfDirectory(at: fixtures, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.map(Mistake.init)
    }

    init(_ file: URL) throws {
        self.file = file
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.components(separatedBy: "\n---\n")
        head = parts[0]
        expected = parts.dropFirst().joined(separator: "\n---\n")
    }

    func rewrite(_ printed: String) throws { try Data("\(head)\n---\n\(printed)".utf8).write(to: file) }

    // MARK: Running

    /// What a project has where the fixture gives nothing else.
    private static let ordinaryFiles = [
        "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\n",
        "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev: {type: sqlite, path: shop.db, threads: 1}\n",
    ]

    /// `unprivileged COMMAND` runs a command that permissions hold back, also where the tests run as root.
    private static let shellFunctions = """
        unprivileged() {
            if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-dac_override,-dac_read_search "$@"; else "$@"; fi
        }

        """

    /// Runs the commands in a fresh folder. What they print, times and paths made equal, and the exit code in a line of its own.
    func run(_ environment: [String: String]) throws -> String {
        let folder = URL(filePath: realPath(NSTemporaryDirectory())).appending(path: "smelt-mistake-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = try writeFiles(to: folder)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", Self.shellFunctions + commands.joined(separator: "\n")]
        shell.currentDirectoryURL = folder
        let inherited = ProcessInfo.processInfo.environment
        shell.environment = [
            "PATH": Self.programFolder + ":" + (inherited["PATH"] ?? "/usr/bin:/bin"), "HOME": folder.path, "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            "LD_LIBRARY_PATH": inherited["LD_LIBRARY_PATH"] ?? "",
        ].merging(environment) { $1 }
        let output = Pipe()
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        let limit = DispatchWorkItem { shell.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: limit)
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        limit.cancel()
        let text = Self.evened(String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: folder.path, with: "<folder>"), environment)
        return text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + "exit \(shell.terminationStatus)\n"
    }

    /// The folder of the built program: that of the test bundle.
    private static var programFolder: String {
        let program = ProcessInfo.processInfo.arguments[0]
        let bundle = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") } ?? program
        return URL(filePath: bundle).deletingLastPathComponent().path
    }

    private func realPath(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    /// Writes the files; gives the commands.
    private func writeFiles(to folder: URL) throws -> [String] {
        var files = Self.ordinaryFiles.mapValues { Data($0.utf8) }
        var commands: [String] = []
        var name: String?
        var lines: [String] = []
        func close() {
            guard let path = name else { return }
            name = nil
            let text = lines.map { $0 + "\n" }.joined()
            if path.hasPrefix("no ") {
                files[String(path.dropFirst(3))] = nil
            } else if path.hasSuffix(" escaped") {
                files[String(path.dropLast(8))] = Self.unescaped(text)
            } else {
                files[path] = Data(text.utf8)
            }
        }
        for line in head.components(separatedBy: "\n") {
            if line.hasPrefix("//- ") {
                close()
                (name, lines) = (String(line.dropFirst(4)), [])
            } else if line.hasPrefix("$ ") {
                close()
                commands.append(String(line.dropFirst(2)))
            } else if name != nil {
                lines.append(line)
            }
        }
        close()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (path, bytes) in files {
            let place = folder.appending(path: path)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: place)
        }
        return commands
    }

    /// Text with `\r`, `\0` and `\x4F` meaning bytes.
    private static func unescaped(_ text: String) -> Data {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch (bytes[index], next) {
            case (UInt8(ascii: "\\"), UInt8(ascii: "r")): (result, index) = (result + [13], index + 2)
            case (UInt8(ascii: "\\"), UInt8(ascii: "0")): (result, index) = (result + [0], index + 2)
            case (UInt8(ascii: "\\"), UInt8(ascii: "x")):
                let digits = String(decoding: bytes[index...].dropFirst(2).prefix(2), as: UTF8.self)
                (result, index) = (result + [UInt8(digits, radix: 16) ?? 0], index + 4)
            default: (result, index) = (result + [bytes[index]], index + 1)
            }
        }
        return Data(result)
    }

    /// Text without what differs from run to run.
    private static func evened(_ text: String, _ environment: [String: String]) -> String {
        var text = text
        if let port = environment["PGPORT"] { text = text.replacing(port, with: "<port>") }
        return
            text
            .replacing(#/"(pid)": ?\d+/#) { "\"\($0.1)\": 0" }
            .replacing(#/"(execution_time)": ?[0-9.e-]+/#) { "\"\($0.1)\": 0" }
            .replacing(#/"([a-z_]+)": ?"\d{4}-\d\d-\d\dT[^"]*"/#) { "\"\($0.1)\": \"<time>\"" }
            .replacing(#/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/#) { _ in "<id>" }
            .replacing(#/\b(smelt|sqlite|postgres)=\d\S+/#) { "\($0.1)=<version>" }
            .replacing(#/"=\d+\.\d+\.\d+"/#) { _ in "\"<version>\"" }
            .replacing(#/\d+ hours \d+ minutes and \d+\.\d+ seconds/#) { _ in "0 hours 0 minutes and 0.00 seconds" }
            .replacing(#/\b\d+\.\d\ds/#) { _ in "0.00s" }
            .replacing(#/\d+ macros/#) { _ in "<n> macros" }
            .replacing(#/\d\d:\d\d:\d\d(?=  |\n|$)/#) { _ in "<time>" }
    }
}
