internal import Diagnostics

/// A seed's CSV file, read as dbt reads it: once to find out the types of its columns, then once to hand over its rows. Neither pass keeps the file.
///
/// ```swift
/// let seed = try SeedTable(path: "seeds/orders.csv") {
///     let source = try files.open("seeds/orders.csv")
///     return { try source.read(upTo: 1 << 18) }
/// }
/// var rows = try seed.rows()
/// while try rows.next() { … rows.values … }
/// ```
///
/// An empty line is a row of nulls, as in dbt; fields that a row lacks are null; a row with more fields than the header is an error.
public struct SeedTable {
    /// The columns in the order of the header.
    public let columns: [SeedColumn]
    /// How many rows there are, the header not counted.
    public let rowCount: Int

    private let path: String
    private let delimiter: String
    private let open: () throws -> CSVReader.Chunks
    /// Whether the first line is empty: then the columns are named by letters and the line is no row.
    private let hasHeader: Bool

    /// Reads a file through and works out the types of its columns.
    ///
    /// - Parameters:
    ///   - path: The path that messages show.
    ///   - delimiter: The seed's `delimiter` config, one character.
    ///   - textColumns: The columns of the seed's `column_types` config: never taken for anything but text.
    ///   - open: Opens the file from its start and gives what reads it.
    /// - Throws: A diagnostic (`csv-empty`, `csv-row`, `csv-encoding`, `csv-field-limit`, `csv-delimiter`), or what reading the file threw.
    public init(
        path: String, delimiter: String = ",", textColumns: some Sequence<String> = [String](),
        open: @escaping () throws -> CSVReader.Chunks
    ) throws {
        self.path = path
        self.delimiter = delimiter
        self.open = open
        var reader = try CSVReader(path: path, delimiter: delimiter, chunks: open())
        var row = CSVRow()
        guard try reader.next(&row) else {
            throw Diagnostic("csv-empty", .error, "the seed '\(path)' is empty", hint: "its first line has to name the columns")
        }
        hasHeader = row.count > 0
        var names = Self.columnNames(row.fields)
        var guesses: [SeedColumnGuess] = []
        let texts = Set(textColumns)
        func start(_ found: [String]) {
            names = found
            for name in names { guesses.append(SeedColumnGuess(isText: texts.contains(name))) }
        }
        start(names)
        var count = 0
        while try reader.next(&row) {
            if !hasHeader, count == 0 { start((0..<row.count).map(Self.letter)) }
            guard row.count <= names.count else { throw Self.raggedRow(reader, row.count, names.count) }
            for index in 0..<row.count where guesses[index].isOpen { guesses[index].add(row.bytes, row.range(index)) }
            count += 1
        }
        columns = zip(names, guesses).map { SeedColumn(name: $0, type: $1.type) }
        rowCount = count
    }

    /// Opens the file again, to take its rows one by one.
    public func rows() throws -> SeedRows {
        var reader = try CSVReader(path: path, delimiter: delimiter, chunks: open())
        var header = CSVRow()
        _ = try reader.next(&header)
        return SeedRows(reader: reader, columns: columns)
    }

    // MARK: Names

    /// The names of the columns: a letter for an empty one, `_2`, `_3` … behind one that is there before.
    static func columnNames(_ header: [String]) -> [String] {
        var names: [String] = []
        var seen: Set<[UInt8]> = []
        for (index, text) in header.enumerated() {
            let base = text.isEmpty ? letter(index) : text
            var name = base
            var number = 2
            while !seen.insert(Array(name.utf8)).inserted {
                name = base + "_" + String(number)
                number += 1
            }
            names.append(name)
        }
        return names
    }

    /// The name of a column without one: a … z, aa, bb …
    private static func letter(_ index: Int) -> String {
        let letter = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26)))
        return String(repeating: letter, count: index / 26 + 1)
    }

    // MARK: Messages

    private static func raggedRow(_ reader: CSVReader, _ count: Int, _ columns: Int) -> Diagnostic {
        reader.problem(
            "csv-row", "this row has \(count) values, but there are only \(columns) columns",
            hint: "put values that contain the delimiter between quotes (\")")
    }
}

/// The rows of a seed, taken one by one.
public struct SeedRows {
    /// The values of the row that was taken last, one for each column.
    public private(set) var values: [SeedValue]

    private var reader: CSVReader
    private let types: [SeedType]
    private var row = CSVRow()

    init(reader: CSVReader, columns: [SeedColumn]) {
        self.reader = reader
        types = columns.map(\.type)
        values = columns.map { _ in .null }
    }

    /// The bytes in which the texts of the values stand.
    public var bytes: [UInt8] { row.bytes }

    /// Takes the next row, in place of the one before; false at the end. Throws a diagnostic `csv-changed` if the file is not the one that was
    /// read before, or what reading it threw.
    public mutating func next() throws -> Bool {
        guard try reader.next(&row) else { return false }
        guard row.count <= types.count else { throw changed() }
        for index in types.indices {
            guard index < row.count else {
                values[index] = .null
                continue
            }
            guard let value = SeedField.value(index, of: &row, as: types[index]) else { throw changed() }
            values[index] = value
        }
        return true
    }

    private func changed() -> Diagnostic {
        reader.problem("csv-changed", "the file was changed while it was read", hint: "run the command again")
    }
}
