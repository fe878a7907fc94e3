import Jinja
import PostgresAdapter
import Project
import SQLiteAdapter
import Warehouse

/// The adapters this build knows: the one place that names them.
enum Adapters {
    /// Every kind, in the order messages list them.
    static let all: [any AdapterKind.Type] = [SQLiteAdapterKind.self, PostgresAdapterKind.self]

    /// The adapter of a profile's target. Throws a `credentials` error for an unknown type and for wrong settings.
    static func adapter(for profile: Profile, in folder: String) throws(WarehouseError) -> any Adapter {
        guard let kind = all.first(where: { $0.typeName == profile.adapterType }) else {
            let known = all.map { "'\($0.typeName)'" }.joined(separator: ", ")
            throw WarehouseError(
                .credentials, "Could not find adapter type \(profile.adapterType)!", advice: "smelt knows the types \(known)")
        }
        let functions = EngineFunctions { try RegularExpression.isFound($0, in: $1, ignoresCase: $2) }
        return try kind.adapter(from: profile.output, in: folder, lending: functions)
    }

    /// The package of an adapter's own macros: `dbt_sqlite`.
    static func macroPackage(_ adapterType: String) -> String { "dbt_\(adapterType)" }
}
