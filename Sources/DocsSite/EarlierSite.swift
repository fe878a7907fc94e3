public import Diagnostics
import Formats
public import Ledger

/// What an earlier `index.html` knew of runs. Compiling for the documentation writes new run results over those of the last build, so without a
/// ledger the page itself is where they are kept.
public struct EarlierSite {
    /// What came last of each resource, by unique id.
    public private(set) var lastResults: [String: SiteFacts.LastResult] = [:]
    /// The last run.
    public private(set) var lastRun: PastRun?

    /// Reads a page. Of a file that is no page of ours nothing is known.
    public init(_ page: SourceFile) {
        let bytes = page.bytes
        for head in Self.json("heads", in: bytes)?.list ?? [] {
            guard let id = head["id"]?.string, let status = head["status"]?.string, let at = head["at"]?.string else { continue }
            lastResults[id] = SiteFacts.LastResult(status: status, at: at, failures: head["failures"]?.int)
        }
        lastRun = Self.json("site", in: bytes)?["runs"]?.list?.first.flatMap(Self.run)
    }

    /// The JSON of a data element.
    private static func json(_ id: String, in bytes: [UInt8]) -> ConfigValue? {
        guard let start = bytes.firstRange(of: Array(#"<script type="application/json" id="\#(id)">"#.utf8))?.upperBound else { return nil }
        // No `<` stands in the data.
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "<")) else { return nil }
        return try? JSONReader.read(text: String(decoding: bytes[start..<end], as: UTF8.self))
    }

    private static func run(_ value: ConfigValue) -> PastRun? {
        guard let command = value["command"]?.string, let at = value["at"]?.string, let status = value["status"]?.string else { return nil }
        return PastRun(
            command: command, startedAt: at, endedAt: value["ended"]?.string, status: LedgerRun.Status(rawValue: status) ?? .interrupted,
            nodes: value["nodes"]?.int ?? 0, failed: value["failed"]?.int ?? 0, warned: value["warned"]?.int ?? 0)
    }
}
