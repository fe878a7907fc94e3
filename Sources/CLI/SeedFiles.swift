import Context
import Diagnostics
import Files
import Formats
import Graph
import Warehouse

/// Opens the CSV files of seeds as tables that are read when they are loaded.
struct SeedFiles: Sendable {
    /// The disk.
    let files: any FileSystem
    /// The root folder of each package, absolute, by the package's name.
    let roots: [String: String]

    /// The table of a seed. Throws the diagnostic of a file that cannot be read or is no CSV.
    func table(of node: Node) throws -> SeedTableObject {
        let path = FilePath.join(roots[node.packageName] ?? "", node.originalFilePath)
        let delimiter = node.config["delimiter"]?.string ?? ","
        let files = files
        let seed: SeedTable
        do {
            seed = try SeedTable(
                path: node.originalFilePath, delimiter: delimiter, textColumns: node.config["column_types"]?.map?.keys ?? [],
                open: {
                    let source = try files.open(path)
                    return { try source.read(upTo: 1 << 18) }
                })
        } catch let problem as Diagnostic where problem.id == "csv-encoding" {
            throw try showingLine(problem, of: path)
        }
        return SeedTableObject(
            columnNames: seed.columns.map(\.name), types: seed.columns.map(\.type.columnType), rowCount: seed.rowCount,
            open: {
                var batches = SeedBatches(rows: try seed.rows())
                return { try batches.next() }
            })
    }
}

extension SeedFiles {
    /// The message about a byte that starts no character with the line it stands on.
    private func showingLine(_ problem: Diagnostic, of path: String) throws -> Diagnostic {
        guard let span = problem.span, span.file.bytes.isEmpty else { return problem }
        let source = try files.open(path)
        var line = 1
        var text: [UInt8] = []
        reading: while true {
            let chunk = try source.read(upTo: 1 << 16)
            if chunk.isEmpty { break }
            for byte in chunk {
                if line == span.file.firstLine, byte != UInt8(ascii: "\n") { text.append(byte) }
                if byte == UInt8(ascii: "\n") { line += 1 }
                if line > span.file.firstLine || text.count > Self.longestLine { break reading }
            }
        }
        let file = SourceFile(path: span.file.path, bytes: text, firstLine: span.file.firstLine)
        let place = Self.firstBrokenByte(text)
        return Diagnostic(
            problem.id, problem.severity, problem.message, at: SourceSpan(file, place, place + 1), notes: problem.notes, hint: problem.hint)
    }

    /// How much of a line is shown at most, in bytes.
    private static let longestLine = 10_000

    /// The offset of the first byte that starts no character.
    private static func firstBrokenByte(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var index = 0
        while index < bytes.count {
            var rest = bytes[index...].prefix(4).makeIterator()
            guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return index }
            index += UTF8.width(scalar)
            decoder = UTF8()
        }
        return max(0, bytes.count - 1)
    }
}

/// Hands on the rows of a seed, some at a time.
private struct SeedBatches {
    private var rows: SeedRows
    /// The cells of a row, whose storage is used again.
    private var cells: [RowBatch.Cell]

    /// How many rows are handed on at a time.
    private static let size = 1000

    init(rows: SeedRows) {
        self.rows = rows
        cells = rows.values.map(\.cell)
    }

    /// The next rows; nil at the end.
    mutating func next() throws -> RowBatch? {
        var batch = RowBatch(rows: Self.size, columns: cells.count)
        while batch.rowCount < Self.size, try rows.next() {
            for index in cells.indices { cells[index] = rows.values[index].cell }
            batch.append(cells, in: rows.bytes)
        }
        return batch.rowCount == 0 ? nil : batch
    }
}

extension SeedType {
    /// The type as adapters translate it.
    fileprivate var columnType: SeedColumnType {
        switch self {
        case .integer: .integer
        case .number(let decimals): .number(hasDecimals: decimals != 0)
        case .date: .date
        case .dateTime, .isoDateTime: .timestamp
        case .boolean: .boolean
        case .text: .text
        }
    }
}

extension SeedValue {
    /// The value as adapters load it.
    fileprivate var cell: RowBatch.Cell {
        switch self {
        case .null: .null
        case .number(let digits): .decimal(digits)
        case .date(let text): .date(text)
        case .timestamp(let text): .timestamp(text)
        case .bool(let flag): .bool(flag)
        case .text(let text): .text(text)
        }
    }
}
