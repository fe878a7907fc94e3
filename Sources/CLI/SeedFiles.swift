import Context
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

    /// How many rows are handed on at a time.
    private static let batchSize = 1000

    /// The table of a seed. Throws the diagnostic of a file that cannot be read or is no CSV.
    func table(of node: Node) throws -> SeedTableObject {
        let path = FilePath.join(roots[node.packageName] ?? "", node.originalFilePath)
        let delimiter = node.config["delimiter"]?.string ?? ","
        let files = files
        let seed = try SeedTable(
            path: node.originalFilePath, delimiter: delimiter, textColumns: node.config["column_types"]?.map?.keys ?? [],
            open: {
                let source = try files.open(path)
                return { try source.read(upTo: 1 << 18) }
            })
        return SeedTableObject(
            columnNames: seed.columns.map(\.name), types: seed.columns.map(\.type.columnType), rowCount: seed.rowCount,
            open: {
                var rows = try seed.rows()
                return {
                    var batch: [[SQLValue]] = []
                    while batch.count < Self.batchSize, let row = try rows.next() { batch.append(row.map(\.sqlValue)) }
                    return batch.isEmpty ? nil : batch
                }
            })
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
    fileprivate var sqlValue: SQLValue {
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
