import Formats

/// The shape of `smelt.yml`.
enum SmeltFileShape {
    static let file = ObjectShape([
        ("layers", .optional(.map)),
        ("publish", .anyOf([.oneOf(PublishConfig.Unit.allCases.map(\.rawValue) + ["data"]), .object(publish), .null])),
        ("keep", .integer),
        ("quality", .optional(.object(quality))),
        ("ledger", .anyOf([.bool, .object(ledger)])),
        ("lock", .anyOf([.oneOf(["wait", "fail"]), .object(lock)])),
        ("stale", .oneOf(StaleAction.allCases.map(\.rawValue))),
    ])

    static let layer = ObjectShape([
        ("paths", .strings),
        ("reads", .strings),
        ("freshness", .anyOf([.string, .integer])),
        ("schema", .string),
        ("materialized", .string),
        ("required_tests", .strings),
        ("docs", .bool),
        ("owner", .string),
    ])

    private static let publish = ObjectShape([
        ("unit", .oneOf(PublishConfig.Unit.allCases.map(\.rawValue))),
        ("method", .oneOf(PublishConfig.Method.allCases.map(\.rawValue))),
    ])

    private static let quality = ObjectShape([
        ("coverage", .number), ("docs", .number), ("score", .number), ("ratchet", .bool),
    ])

    private static let ledger = ObjectShape([("schema", .string), ("failing_rows", .integer), ("redact", .strings)])

    private static let lock = ObjectShape([("wait", .anyOf([.string, .integer]))])
}
