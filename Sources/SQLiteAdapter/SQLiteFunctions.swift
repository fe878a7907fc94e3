import CSQLite
import Files

/// SQL functions of our own.
///
/// `md5(x)` gives the digest as 32 lower-case digits, as it does on Postgres, so the same model runs on both. SQLite's crypto extension,
/// which dbt-sqlite loads, gives 16 bytes instead, and its users write `hex(md5(x))`: the digest carries a subtype by which `hex` knows
/// it and gives the digits that they expect. For everything else `hex` is SQLite's.
enum SQLiteFunctions {
    private static let digestSubtype: UInt32 = 77
    /// `SQLITE_RESULT_SUBTYPE`, which SQLite before 3.45 has no name for and ignores.
    private static let resultSubtype: Int32 = 0x0100_0000

    /// Registers the functions; gives SQLite's result code.
    static func register(on database: OpaquePointer) -> Int32 {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        let status = sqlite3_create_function_v2(
            database, "md5", 1, flags | resultSubtype, nil,
            { context, count, values in
                guard count == 1, let value = values?[0], sqlite3_value_type(value) != SQLITE_NULL else {
                    sqlite3_result_null(context)
                    return
                }
                let digits = SQLiteFunctions.withBytes(of: value) { Array(MD5.hex(of: $0).utf8) }
                SQLiteFunctions.answer(context, digits)
                sqlite3_result_subtype(context, SQLiteFunctions.digestSubtype)
            }, nil, nil, nil)
        guard status == SQLITE_OK else { return status }
        return sqlite3_create_function_v2(
            database, "hex", 1, flags | SQLITE_SUBTYPE, nil,
            { context, count, values in
                guard count == 1, let value = values?[0] else { return }
                let isDigest = sqlite3_value_subtype(value) == SQLiteFunctions.digestSubtype && sqlite3_value_type(value) == SQLITE_TEXT
                let text = SQLiteFunctions.withBytes(of: value) { bytes in
                    // Letters lose the bit that makes them small.
                    isDigest
                        ? bytes.map { $0 >= UInt8(ascii: "a") ? $0 & 0xdf : $0 }
                        : SQLiteFunctions.hexadecimal(bytes)
                }
                SQLiteFunctions.answer(context, text)
            }, nil, nil, nil)
    }

    /// The bytes of a blob, or of any other value's text; none for NULL.
    private static func withBytes(of value: OpaquePointer, _ use: (UnsafeRawBufferPointer) -> [UInt8]) -> [UInt8] {
        let isBlob = sqlite3_value_type(value) == SQLITE_BLOB
        let start = isBlob ? sqlite3_value_blob(value) : sqlite3_value_text(value).map { UnsafeRawPointer($0) }
        let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
        return use(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// SQLite's own `hex`: capital digits.
    private static func hexadecimal(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let alphabet: StaticString = "0123456789ABCDEF"
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            out.append(alphabet.utf8Start[Int(byte >> 4)])
            out.append(alphabet.utf8Start[Int(byte & 15)])
        }
        return out
    }

    private static func answer(_ context: OpaquePointer?, _ text: [UInt8]) {
        text.withUnsafeBytes { smelt_sqlite3_result_text(context, $0.baseAddress, UInt64($0.count)) }
    }
}
