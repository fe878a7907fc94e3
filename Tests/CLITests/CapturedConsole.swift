import Diagnostics
import Foundation
import Formats
import Graph
import Synchronization

@testable import CLI

/// A console whose output is kept, with a clock that stands at 13:05:00.25 UTC on 31 January 2024.
final class CapturedConsole: Sendable {
    static let time = Timestamp(seconds: 1_706_706_300, microseconds: 250_000)

    private final class Buffer: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    private let out = Buffer()
    private let error = Buffer()
    let console: Console

    init(_ settings: ConsoleSettings = ConsoleSettings(), secrets: [String] = []) {
        let line = LogLine(
            invocationID: "64cf1622-0609-4538-a8f3-6b7cc8bd6221", scrubber: SecretScrubber(secrets), extra: [:], processID: 10387)
        console = Console(
            settings, line: line, streams: .init(out: { [out] in out.add($0) }, error: { [error] in error.add($0) }),
            now: { CapturedConsole.time })
    }

    /// What went to standard output.
    var output: String { out.text }
    /// What went to standard error.
    var errors: String { error.text }
    /// The lines of standard output without the time of day before them.
    var untimed: String { output.replacing("13:05:00  ", with: "") }
}

/// A file of the folder `Fixtures`.
func fixture(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
}

/// A folder for one test, removed at its end.
func withTemporaryFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "smelt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}
