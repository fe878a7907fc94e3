internal import Diagnostics

/// What a column of a seed was taken for: the data types dbt has agate try, in dbt's order.
///
/// dbt 1.12 turns them into SQL types (`convert_type`) and binds the values so; the text of a ``SeedValue`` is made for it:
///
/// | type | Postgres | how dbt-postgres binds it | SQLite | how dbt-sqlite binds it |
/// |---|---|---|---|---|
/// | `integer` | `integer` | (no rows) | `INT` | (no rows) |
/// | `number`, no decimals | `integer` | the digits as a literal; what is not finite as `'NaN'::numeric` | `INT` | the digits as text |
/// | `number`, decimals | `float8` | as above | `REAL` | as above |
/// | `date` | `date` | `'2024-01-02'::date` | `TEXT` | `2024-01-02` as text |
/// | `dateTime`, `isoDateTime` | `timestamp without time zone` | `'…'::timestamp`, with an offset `'…'::timestamptz` | `TEXT` | the text |
/// | `boolean` | `boolean` | `true`, `false` | `INT` | 1, 0 |
/// | `text` | `text` | a string | `TEXT` | text |
///
/// A column under `column_types` is always `text` here and gets the SQL type it is given there; its values are bound as strings.
public enum SeedType: Sendable, Equatable {
    /// A column that no row has a value for, because there is no row or all rows are too short.
    case integer
    /// Numbers; a column of nothing but nulls as well. `decimals` is what agate calls the column's maximum precision: dbt takes the column for
    /// whole numbers only if it is 0 (it is negative where whole and decimal places together are more than 28).
    case number(decimals: Int)
    case date
    case dateTime
    case isoDateTime
    case boolean
    case text
}

/// A column of a seed.
public struct SeedColumn: Sendable, Equatable {
    /// Its name: as the header has it; a letter where it is empty, with `_2` and so on where it is there before.
    public let name: String
    /// What its values were taken for.
    public let type: SeedType
}

/// One value of a seed: what it is, and where its text stands in the bytes of its row.
public enum SeedValue: Sendable, Equatable {
    /// An empty field, or one that says `null` in any case, white space around it or not.
    case null
    /// A number as Python's `str(Decimal)` writes it: `5`, `1.50`, `1E+5`, `NaN`.
    case number(Range<Int>)
    /// A day, `2024-01-02`.
    case date(Range<Int>)
    /// A point in time, `2024-01-02 03:04:05`, with `.000006` and `+01:00` where given.
    case timestamp(Range<Int>)
    /// `true` or `false`.
    case bool(Bool)
    /// Text as it stands, white space included.
    case text(Range<Int>)
}

/// What a column can still be after the rows so far.
struct SeedColumnGuess {
    /// The types that are tried, by their bits.
    private struct Candidates: OptionSet {
        let rawValue: UInt8
        static let integer = Candidates(rawValue: 1)
        static let number = Candidates(rawValue: 2)
        static let date = Candidates(rawValue: 4)
        static let dateTime = Candidates(rawValue: 8)
        static let isoDateTime = Candidates(rawValue: 16)
        static let boolean = Candidates(rawValue: 32)
        static let all = Candidates(rawValue: 63)
    }

    /// What is left beside text, which everything is.
    private var candidates: Candidates
    private var wholePlaces = 1
    private var decimalPlaces = 0

    /// A column that can be anything, or only text.
    init(isText: Bool) { candidates = isText ? [] : .all }

    /// Whether it can be anything but text.
    var isOpen: Bool { !candidates.isEmpty }

    /// Looks at one more value.
    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        if candidates.isEmpty { return }
        candidates.remove(.integer)
        let trimmed = SeedField.trimmed(bytes, range)
        let text = bytes.span.extracting(trimmed)
        if SeedField.isNull(text) { return }
        if candidates.contains(.number) {
            if let places = PlainNumber(text)?.places {
                count(places)
            } else if let number = SeedNumber(bytes[trimmed]) {
                number.places.map { count($0) }
            } else {
                candidates.remove(.number)
            }
        }
        if candidates.contains(.boolean), SeedField.boolean(bytes, trimmed) == nil { candidates.remove(.boolean) }
        if candidates.contains(.date), SeedDates.date(bytes, trimmed) == nil { candidates.remove(.date) }
        if candidates.contains(.dateTime), SeedDates.dateTime(bytes, trimmed) == nil { candidates.remove(.dateTime) }
        if candidates.contains(.isoDateTime), SeedDates.isoDateTime(bytes, trimmed) == nil { candidates.remove(.isoDateTime) }
    }

    private mutating func count(_ places: (whole: Int, decimal: Int)) {
        wholePlaces = max(wholePlaces, places.whole)
        decimalPlaces = max(decimalPlaces, places.decimal)
    }

    /// The first type of dbt's order that all values have.
    var type: SeedType {
        if candidates.contains(.integer) { return .integer }
        if candidates.contains(.number) { return .number(decimals: min(decimalPlaces, 28 - wholePlaces)) }
        if candidates.contains(.date) { return .date }
        if candidates.contains(.dateTime) { return .dateTime }
        if candidates.contains(.isoDateTime) { return .isoDateTime }
        return candidates.contains(.boolean) ? .boolean : .text
    }
}
