import Jinja
import Project
import Warehouse

extension SQLValue {
    /// The cell as agate hands it to templates: numbers with a point are Decimals, text stays text.
    var jinjaValue: Value {
        switch self {
        case .null: return .none
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .double(let number):
            return DecimalNumber(SQLValue.double(number).text ?? "").map { .object(DecimalObject($0)) } ?? .float(number)
        case .decimal(let digits): return DecimalNumber(digits).map { .object(DecimalObject($0)) } ?? .string(digits)
        case .date(let text): return DateConversion.date(text) ?? .string(text)
        case .timestamp(let text): return DateConversion.timestamp(text) ?? .string(text)
        case .text(let text), .time(let text): return .string(text)
        case .bytes: return .string(text ?? "")
        }
    }
}
