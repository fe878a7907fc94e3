import CSQLite

/// Arithmetic in decimals, which SQLite has not: sums, means and quantiles that lose no cent.
///
/// | function | gives |
/// |---|---|
/// | `smelt_exact_sum(x)` | the sum, as text |
/// | `smelt_exact_mean(x)` | the mean to 18 digits behind the point, as text |
/// | `smelt_exact_quantile(x, part)` | the quantile, see `ExactDecimal`, as text |
/// | `smelt_sample_stdev(x)` | the sample's standard deviation, in binary |
/// | `smelt_exact_compare(a, b)` | -1, 0 or 1 |
/// | `smelt_exact_difference(a, b)` | a - b, as text |
/// | `smelt_exact_round(x, digits)` | x rounded half away from zero, as text |
///
/// NULL is passed over by the first four and gives NULL in the others.
enum SQLiteDecimalFunctions {
    typealias Function = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    typealias Final = @convention(c) (OpaquePointer?) -> Void

    /// Registers the functions; gives SQLite's result code.
    static func register(on database: OpaquePointer) -> Int32 {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        let scalars: [(String, Function)] = [
            ("smelt_exact_compare", compare), ("smelt_exact_difference", difference), ("smelt_exact_round", round),
        ]
        for (name, function) in scalars {
            let status = sqlite3_create_function_v2(database, name, 2, flags, nil, function, nil, nil, nil)
            if status != SQLITE_OK { return status }
        }
        let aggregates: [(String, Int32, Function, Final)] = [
            ("smelt_exact_sum", 1, add, sum), ("smelt_exact_mean", 1, add, mean), ("smelt_exact_quantile", 2, keep, quantile),
            ("smelt_sample_stdev", 1, spread, standardDeviation),
        ]
        for (name, count, step, final) in aggregates {
            let status = sqlite3_create_function_v2(database, name, count, flags, nil, nil, step, final, nil)
            if status != SQLITE_OK { return status }
        }
        return SQLITE_OK
    }

    // MARK: Values

    /// A value as a decimal; nil for NULL. Throws where it is no number, or too large.
    private static func decimal(_ value: OpaquePointer?) throws(Refusal) -> ExactDecimal? {
        guard let value, sqlite3_value_type(value) != SQLITE_NULL else { return nil }
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return ExactDecimal(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return try decimal(sqlite3_value_double(value).description)
        default: return try decimal(sqlite3_value_text(value).map { String(cString: $0) } ?? "")
        }
    }

    private static func decimal(_ text: String) throws(Refusal) -> ExactDecimal {
        guard let found = ExactDecimal(text.utf8) else { throw .noDecimal(text) }
        return found
    }

    /// Why a value cannot be worked with.
    private struct Refusal: Error {
        let message: String

        /// Something that is no number, or one that is too large.
        static func noDecimal(_ text: String) -> Refusal {
            Refusal(message: "'\(text)' is no decimal number of up to 20 digits before the point")
        }

        /// A result that is too large.
        static let tooLarge = Refusal(message: "the result has more than 20 digits before the point")
    }

    private static func answer(_ context: OpaquePointer?, _ text: String?) {
        guard let text else { return fail(context, Refusal.tooLarge.message) }
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { smelt_sqlite3_result_text(context, $0.baseAddress, UInt64($0.count)) }
    }

    private static func fail(_ context: OpaquePointer?, _ message: String) { sqlite3_result_error(context, message, -1) }

    /// Two decimals; nil, with NULL or an error as the answer, where one of them is none.
    private static func pair(
        _ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?
    ) -> (ExactDecimal, ExactDecimal)? {
        do throws(Refusal) {
            guard let left = try decimal(values?[0]), let right = try decimal(values?[1]) else {
                sqlite3_result_null(context)
                return nil
            }
            return (left, right)
        } catch {
            fail(context, error.message)
            return nil
        }
    }

    // MARK: Of two values

    private static let compare: Function = { context, _, values in
        guard let (left, right) = pair(context, values) else { return }
        sqlite3_result_int(context, left < right ? -1 : left == right ? 0 : 1)
    }

    private static let difference: Function = { context, _, values in
        guard let (left, right) = pair(context, values) else { return }
        answer(context, left.subtracting(right)?.text)
    }

    private static let round: Function = { context, _, values in
        guard let (number, _) = pair(context, values) else { return }
        let digits = Int(sqlite3_value_int(values?[1]))
        answer(context, number.rounded(to: digits).text(leastDigits: min(max(digits, 0), ExactDecimal.scale)))
    }

    // MARK: Of many values

    /// What an aggregate knows so far.
    private final class State {
        var count = 0
        var sum = ExactDecimal(0)
        var values: [ExactDecimal] = []
        var part = ExactDecimal(0)
        /// Welford's running mean and sum of squares.
        var mean = 0.0
        var squares = 0.0
        var hasFailed = false
    }

    /// The state of the aggregate under way; made with its first value, nil where there was none.
    private static func state(_ context: OpaquePointer?, makes: Bool) -> State? {
        let size = Int32(MemoryLayout<UnsafeMutableRawPointer>.size)
        guard let memory = sqlite3_aggregate_context(context, makes ? size : 0) else { return nil }
        let slot = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        if slot.pointee == nil, makes { slot.pointee = Unmanaged.passRetained(State()).toOpaque() }
        return slot.pointee.map { Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Takes the state away: the aggregate ends.
    private static func take(_ context: OpaquePointer?) -> State? {
        guard let memory = sqlite3_aggregate_context(context, 0) else { return nil }
        let slot = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        defer { slot.pointee = nil }
        return slot.pointee.map { Unmanaged<State>.fromOpaque($0).takeRetainedValue() }
    }

    private static func step(
        _ context: OpaquePointer?, _ value: OpaquePointer?, _ body: (State, ExactDecimal) throws(Refusal) -> Void
    ) {
        guard let state = state(context, makes: true), !state.hasFailed else { return }
        do throws(Refusal) {
            guard let number = try decimal(value) else { return }
            state.count += 1
            try body(state, number)
        } catch {
            state.hasFailed = true
            fail(context, error.message)
        }
    }

    private static let add: Function = { context, _, values in
        step(context, values?[0]) { (state, number) throws(Refusal) in
            guard let sum = state.sum.adding(number) else { throw .tooLarge }
            state.sum = sum
        }
    }

    private static let keep: Function = { context, _, values in
        step(context, values?[0]) { (state, number) throws(Refusal) in
            guard let part = try decimal(values?[1]), part >= ExactDecimal(0), part <= ExactDecimal(1) else {
                throw Refusal(message: "a quantile is a part from 0 to 1")
            }
            state.part = part
            state.values.append(number)
        }
    }

    private static let spread: Function = { context, _, values in
        step(context, values?[0]) { (state, _) throws(Refusal) in
            let number = sqlite3_value_double(values?[0])
            let distance = number - state.mean
            state.mean += distance / Double(state.count)
            state.squares += distance * (number - state.mean)
        }
    }

    private static func finish(_ context: OpaquePointer?, _ result: (State) -> ExactDecimal?) {
        guard let state = take(context), state.count > 0 else { return sqlite3_result_null(context) }
        guard !state.hasFailed else { return }
        answer(context, result(state)?.text)
    }

    private static let sum: Final = { context in finish(context) { $0.sum } }

    private static let mean: Final = { context in finish(context) { $0.sum.divided(by: $0.count) } }

    private static let quantile: Final = { context in finish(context) { ExactDecimal.quantile($0.part, of: $0.values) } }

    private static let standardDeviation: Final = { context in
        guard let state = take(context), state.count > 1 else { return sqlite3_result_null(context) }
        guard !state.hasFailed else { return }
        sqlite3_result_double(context, (state.squares / Double(state.count - 1)).squareRoot())
    }
}
