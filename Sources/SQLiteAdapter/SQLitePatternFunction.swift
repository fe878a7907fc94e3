import CSQLite
import Warehouse

/// `regexp_like(text, pattern)` and `regexp_like(text, pattern, 'i')`, as Postgres has them: whether a regular expression is found in a text.
enum SQLitePatternFunction {
    /// How patterns are matched, kept with each connection.
    private final class Matching {
        let matches: EngineFunctions.PatternMatch
        init(_ matches: @escaping EngineFunctions.PatternMatch) { self.matches = matches }
    }

    /// Registers the function; gives SQLite's result code.
    static func register(on database: OpaquePointer, _ matches: @escaping EngineFunctions.PatternMatch) -> Int32 {
        for count: Int32 in [2, 3] {
            let matching = Unmanaged.passRetained(Matching(matches)).toOpaque()
            let status = sqlite3_create_function_v2(
                database, "regexp_like", count, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, matching,
                { SQLitePatternFunction.answer($0, $1, $2) }, nil, nil,
                { $0.map { Unmanaged<Matching>.fromOpaque($0).release() } })
            if status != SQLITE_OK { return status }
        }
        return SQLITE_OK
    }

    private static func answer(_ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        guard let text = string(values?[0]), let pattern = string(values?[1]), let data = sqlite3_user_data(context) else {
            sqlite3_result_null(context)
            return
        }
        let flags = count > 2 ? string(values?[2]) ?? "" : ""
        do {
            let matching = Unmanaged<Matching>.fromOpaque(data).takeUnretainedValue()
            sqlite3_result_int(context, try matching.matches(pattern, text, flags.contains("i")) ? 1 : 0)
        } catch {
            sqlite3_result_error(context, "\(error)", -1)
        }
    }

    private static func string(_ value: OpaquePointer?) -> String? {
        guard let value, let text = sqlite3_value_text(value) else { return nil }
        let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))
        return String(decoding: bytes, as: UTF8.self)
    }
}
