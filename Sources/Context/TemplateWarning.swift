public import Formats

/// A warning that a template causes, as one of dbt's events.
public struct TemplateWarning: Sendable {
    /// dbt's name of the event: `JinjaLogWarning`.
    public let name: String
    /// dbt's code of it.
    public let code: String
    /// The text for people.
    public let message: String
    /// The fields of the event.
    public let data: ConfigMap

    /// `exceptions.warn(message)`.
    public static func said(_ message: String) -> TemplateWarning {
        TemplateWarning(name: "JinjaLogWarning", code: "I061", message: message, data: ["msg": .string(message)])
    }

    /// Something of `modules.itertools` is called, which dbt is about to take away.
    static let itertools = TemplateWarning(
        name: "ModulesItertoolsUsageDeprecation", code: "D034",
        message: "Usage of itertools modules is deprecated. Please use the built-in functions instead.", data: [:])

    /// The project's `collect_freshness` gives the table alone, as before dbt 1.5.
    public static let freshnessSignature = TemplateWarning(
        name: "CollectFreshnessReturnSignature", code: "D012",
        message: "The 'collect_freshness' macro signature has changed to return the full query result, rather than just a table of values.",
        data: [:])

    /// `config.get` asks for a key that stands under `meta`.
    static func metaKey(_ key: String) -> TemplateWarning {
        TemplateWarning(
            name: "GetMetaKeyWarning", code: "D041",
            message:
                "config.get('\(key)') finds nothing, but `meta` has that key: use config.meta_get('\(key)') or config.meta_require('\(key)').",
            data: ["meta_key": .string(key)])
    }

    /// A snapshot's time column has another type than its source's.
    static func snapshotTimestamp(_ present: String, _ updatedAt: String) -> TemplateWarning {
        TemplateWarning(
            name: "SnapshotTimestampWarning", code: "Q043",
            message: "Data type of snapshot table timestamp columns (\(present)) doesn't match derived column 'updated_at' (\(updatedAt)). "
                + "Please update snapshot config 'updated_at'.",
            data: ["snapshot_time_data_type": .string(present), "updated_at_data_type": .string(updatedAt)])
    }

    /// A package replaces a built-in materialization.
    static func materializationOverride(_ materialization: String, package: String) -> TemplateWarning {
        TemplateWarning(
            name: "PackageMaterializationOverrideDeprecation", code: "D016",
            message: "Installed package '\(package)' is overriding the built-in materialization '\(materialization)'. Overrides of "
                + "built-in materializations from installed packages will be deprecated in future versions of dbt.",
            data: ["materialization_name": .string(materialization), "package_name": .string(package)])
    }

    /// The engine has no such constraint.
    static func unsupportedConstraint(_ constraint: String, _ adapter: String) -> TemplateWarning {
        TemplateWarning(
            name: "ConstraintNotSupported", code: "E049",
            message: "The constraint type \(constraint) is not supported by \(adapter), and will be ignored. "
                + "Set 'warn_unsupported: false' on this constraint to ignore this warning.",
            data: ["adapter": .string(adapter), "constraint": .string(constraint)])
    }

    /// The engine takes the constraint and does not hold it.
    static func unenforcedConstraint(_ constraint: String, _ adapter: String) -> TemplateWarning {
        TemplateWarning(
            name: "ConstraintNotEnforced", code: "E048",
            message: "The constraint type \(constraint) is not enforced by \(adapter). The constraint will be included in this model's DDL "
                + "statement, but it will not guarantee anything about the underlying data. "
                + "Set 'warn_unenforced: false' on this constraint to ignore this warning.",
            data: ["adapter": .string(adapter), "constraint": .string(constraint)])
    }
}
