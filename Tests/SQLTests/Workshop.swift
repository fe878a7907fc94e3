import Formats
import Foundation
import Graph
import Testing

@testable import SQL

/// Makes manifests of sources and models for tests, and shows what became of columns as lines.
enum Workshop {
    /// The relations of the cases.
    static let tables: [(name: String, columns: [String]?)] = [
        ("orders", ["id", "customer_id", "amount", "tax", "status"]), ("customers", ["id", "name", "email"]),
        ("items", ["order_id", "sku", "price"]), ("arr", ["id", "tags", "doc"]), ("raw", nil), ("raw2", nil),
    ]

    /// A manifest without resources.
    static func manifest(_ adapter: String) -> Manifest {
        Manifest(
            metadata: Manifest.Metadata(
                projectName: "p", projectID: "", adapterType: adapter, generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [], quoting: [:], runStartedAt: ""))
    }

    /// A source table of a name.
    static func source(_ name: String) -> Source {
        var source = Source(
            uniqueID: "source.p.t.\(name)", name: name, sourceName: "t", packageName: "p", path: "", fqn: [], schema: "s", identifier: name)
        source.relationName = "\"db\".\"s\".\"\(name)\""
        return source
    }

    /// A compiled model.
    static func model(_ name: String, _ sql: String?, reads: [String] = [], materialized: String = "view") -> Node {
        var node = Node(
            uniqueID: "model.p.\(name)", name: name, resourceType: .model, packageName: "p", path: "", originalFilePath: "", fqn: [],
            details: .model(ModelDetails()))
        node.config = ["materialized": .string(materialized)]
        if materialized != "ephemeral" { node.relationName = "\"db\".\"s\".\"\(name)\"" }
        node.compilation = sql.map { Compilation(code: $0) }
        node.dependsOn = DependsOn(nodes: reads)
        return node
    }

    /// What becomes of the columns of one query over the relations of the cases.
    static func columns(_ sql: String, _ adapter: String) -> NodeColumns? {
        var manifest = manifest(adapter)
        for table in tables { manifest.sources["source.p.t.\(table.name)"] = source(table.name) }
        let model = model("m", sql, reads: manifest.sources.keys)
        manifest.nodes[model.uniqueID] = model
        let columns = Dictionary(uniqueKeysWithValues: tables.map { ("source.p.t.\($0.name)", $0.columns) })
        return ColumnLineage(manifest, columns: { columns[$0] ?? nil })[model.uniqueID]
    }

    /// The columns as lines: `total < orders.amount, orders.tax`.
    static func lines(_ columns: NodeColumns?) -> [String] {
        guard let columns else { return [] }
        let lines = columns.columns.map { column -> String in
            let origins = column.origins.map { "\($0.id.split(separator: ".").last ?? "").\($0.column)" }.sorted().joined(separator: ", ")
            if let reason = column.reason { return "\(column.name) ? \(reason)" }
            return (column.name + (column.isCopied ? " = " : " < ") + origins).trimmed
        }
        return lines + (columns.reason.map { ["* ? \($0)"] } ?? [])
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// One case of a file under `Cases`.
struct LineageCase: CustomTestStringConvertible, Sendable {
    let name: String
    let adapter: String
    let sql: String
    let expected: [String]

    var testDescription: String { "\(adapter): \(name)" }

    /// The cases of a file.
    static func all(_ file: String, _ adapter: String) -> [LineageCase] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")
        let text = (try? String(contentsOf: folder.appendingPathComponent("\(file).txt"), encoding: .utf8)) ?? ""
        return text.components(separatedBy: "\n## ").dropFirst().compactMap { block in
            let parts = block.components(separatedBy: "\n=>\n")
            guard parts.count == 2, let end = parts[0].firstIndex(of: "\n") else { return nil }
            let expected = parts[1].split(separator: "\n").map { String($0).trimmed }.filter { !$0.isEmpty }
            return LineageCase(
                name: String(parts[0][..<end]), adapter: adapter, sql: String(parts[0][parts[0].index(after: end)...]), expected: expected)
        }
    }
}
