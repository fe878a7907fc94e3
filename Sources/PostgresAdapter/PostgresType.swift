/// How the text of a column's cells becomes values, known by the type's OID.
enum PostgresType {
    case bool, integer, float, decimal, date, timestamp, time, interval, bytes, json, text
    /// An array of a type that psycopg2 reads element by element; others stay as Postgres writes them.
    indirect case array(PostgresType)

    /// The reading of an OID.
    init(oid: UInt32) {
        switch oid {
        case 16: self = .bool
        case 20, 21, 23, 26: self = .integer
        case 700, 701: self = .float
        case 1700: self = .decimal
        case 1082: self = .date
        case 1114, 1184: self = .timestamp
        case 1083, 1266: self = .time
        case 704, 1186: self = .interval
        case 17: self = .bytes
        case 114, 3802: self = .json
        case 1000: self = .array(.bool)
        case 1005, 1006, 1007, 1013, 1016, 1028: self = .array(.integer)
        case 1021, 1022: self = .array(.float)
        case 1231: self = .array(.decimal)
        case 1182: self = .array(.date)
        case 1115, 1185: self = .array(.timestamp)
        case 1183, 1270: self = .array(.time)
        case 1187: self = .array(.interval)
        case 199, 3807: self = .array(.json)
        case 651, 1002, 1003, 1009, 1014, 1015, 1040, 1041: self = .array(.text)
        default: self = .text
        }
    }

    /// The name psycopg2 has for an OID, which is what dbt's `data_type_code_to_name` gives.
    static func codeName(_ oid: UInt32) -> String { codeNames[oid] ?? "unknown type_code \(oid)" }

    private static let codeNames: [UInt32: String] = [
        20: "LONGINTEGER", 23: "INTEGER", 21: "INTEGER", 701: "FLOAT", 700: "FLOAT", 1700: "DECIMAL", 19: "STRING", 18: "STRING",
        25: "STRING", 1042: "STRING", 1043: "STRING", 16: "BOOLEAN", 1114: "DATETIME", 1184: "DATETIMETZ", 1083: "TIME", 1266: "TIME",
        1082: "DATE", 704: "INTERVAL", 1186: "INTERVAL", 17: "BINARY", 26: "ROWID", 1016: "LONGINTEGERARRAY", 1005: "INTEGERARRAY",
        1006: "INTEGERARRAY", 1007: "INTEGERARRAY", 1021: "FLOATARRAY", 1022: "FLOATARRAY", 1231: "DECIMALARRAY", 1002: "STRINGARRAY",
        1003: "STRINGARRAY", 1009: "STRINGARRAY", 1014: "STRINGARRAY", 1015: "STRINGARRAY", 1000: "BOOLEANARRAY",
        1115: "DATETIMEARRAY", 1185: "DATETIMETZARRAY", 1183: "TIMEARRAY", 1270: "TIMEARRAY", 1182: "DATEARRAY", 1187: "INTERVALARRAY",
        1001: "BINARYARRAY", 1028: "ROWIDARRAY", 1013: "ROWIDARRAY", 705: "UNKNOWN", 1041: "INETARRAY", 651: "CIDRARRAY",
        1040: "MACADDRARRAY", 114: "JSON", 199: "JSONARRAY", 3802: "JSONB", 3807: "JSONBARRAY", 3912: "daterange",
        3913: "daterangeARRAY", 3908: "tsrange", 3909: "tsrangeARRAY", 3910: "tstzrange", 3911: "tstzrangeARRAY", 3904: "type",
        3926: "type", 3906: "type", 3905: "typeARRAY", 3927: "typeARRAY", 3907: "typeARRAY",
    ]

    /// The type as Postgres's `format_type` writes it; nil for types that are not built in.
    static func declaredName(_ oid: UInt32, modifier: Int) -> String? {
        guard let name = declaredNames[oid] else { return nil }
        switch oid {
        case 1042, 1043: return modifier >= 4 ? "\(name)(\(modifier - 4))" : name
        case 1700:
            guard modifier >= 4 else { return name }
            return "\(name)(\((modifier - 4) >> 16),\((modifier - 4) & 0xffff))"
        default: return name
        }
    }

    private static let declaredNames: [UInt32: String] = [
        16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 26: "oid",
        114: "json", 700: "real", 701: "double precision", 790: "money", 869: "inet", 1042: "character", 1043: "character varying",
        1082: "date", 1083: "time without time zone", 1114: "timestamp without time zone", 1184: "timestamp with time zone",
        1186: "interval", 1266: "time with time zone", 1700: "numeric", 2950: "uuid", 3802: "jsonb", 1000: "boolean[]",
        1005: "smallint[]", 1007: "integer[]", 1009: "text[]", 1015: "character varying[]", 1016: "bigint[]", 1022: "double precision[]",
        1231: "numeric[]",
    ]
}
