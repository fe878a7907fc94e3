import Diagnostics
import Foundation
import Formats

/// The cases of a fixture file, each an object of the JSON list it holds.
func recordedCases(_ name: String) throws -> [ConfigValue] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    return try JSONReader.read(SourceFile(path: name, bytes: bytes), options: .artifact).list ?? []
}

/// One line that names every value with its type, as the recorder writes it.
func canonical(_ value: ConfigValue) -> String {
    switch value.kind {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): "int:\(value)"
    case .bigInteger(let digits): "int:\(digits)"
    case .float(let value): "float:\(FloatText.repr(value))"
    case .string(let text): JSONWriter.text(of: .string(text))
    case .date(let text): "date:\(text)"
    case .timestamp(let text): "timestamp:\(text)"
    case .list(let elements): "[" + elements.map(canonical).joined(separator: ", ") + "]"
    case .map(let map): "{" + map.map { canonical($0.key) + ": " + canonical($0.value) }.joined(separator: ", ") + "}"
    }
}

/// A value from the recorder's JSON that keeps the types apart.
func tagged(_ value: ConfigValue) -> ConfigValue {
    guard let map = value.map, let entry = map.entries.first else { return value }
    switch entry.name {
    case "timestamp": return ConfigValue(.timestamp(entry.value.string ?? ""))
    case "date": return ConfigValue(.date(entry.value.string ?? ""))
    case "float": return .float(Double(entry.value.string ?? "") ?? .nan)
    case "list": return .list((entry.value.list ?? []).map(tagged))
    default:
        var result = ConfigMap()
        for pair in entry.value.list ?? [] {
            let key = tagged(pair.list?.first ?? .null)
            result.set(key.keyText ?? "", key: key, tagged(pair.list?.last ?? .null))
        }
        return .map(result)
    }
}

/// A generator of numbers that always gives the same ones for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SourceSpan {
    /// `line:column` of the first byte.
    var place: String { "\(position.line):\(position.column)" }
}
