public import Diagnostics

/// What a command works on.
public struct Selection: Sendable {
    /// Why a resource was chosen.
    public enum Reason: Sendable, Equatable {
        /// A criterion names it.
        case named(String)
        /// It is a relative (`+`, `@`) of what a criterion names.
        case relative(String)
        /// It is a test of what a criterion chose.
        case test(String)
    }

    /// The chosen unique ids, sorted by code point as `dbt ls` prints them. For the order of running see `RunOrder`.
    public var ids: [String]
    /// The same as positions of the graph that was selected from.
    public var positions: NodeSet
    /// For each chosen id the first criterion that brought it in.
    public var reasons: [String: Reason]
    /// Warnings: criteria that match nothing.
    public var diagnostics: [Diagnostic]
}

extension ResourceType {
    /// What `dbt build` works on. Unit tests run together with their model.
    public static let forBuild: Set<ResourceType> = [.model, .snapshot, .seed, .test, .unitTest, .savedQuery, .exposure, .function]
    /// What `dbt run` works on.
    public static let forRun: Set<ResourceType> = [.model]
    /// What `dbt seed` works on.
    public static let forSeed: Set<ResourceType> = [.seed]
    /// What `dbt snapshot` works on.
    public static let forSnapshot: Set<ResourceType> = [.snapshot]
    /// What `dbt test` works on.
    public static let forTest: Set<ResourceType> = [.test, .unitTest]
    /// What `dbt compile` and `dbt docs generate` work on.
    public static let forCompile: Set<ResourceType> = [
        .model, .test, .snapshot, .analysis, .operation, .seed, .documentation, .sqlOperation, .function,
    ]
    /// What `dbt clone` works on.
    public static let forClone: Set<ResourceType> = [.model, .seed, .snapshot]
    /// What `dbt source freshness` works on.
    public static let forFreshness: Set<ResourceType> = [.source]
    /// What `dbt ls` lists by default.
    public static let forList: Set<ResourceType> = [
        .model, .snapshot, .seed, .test, .source, .exposure, .metric, .savedQuery, .semanticModel, .unitTest, .function,
    ]
    /// What `dbt ls --resource-type all` lists.
    public static let forListAll: Set<ResourceType> = forList.union([.analysis])

    /// The types that `--resource-type` and `--exclude-resource-type` leave of a command's own: `all` and `default` name its sets.
    ///
    /// Throws `selector-invalid` for an unknown type.
    public static func chosen(
        _ names: [String], excluding excluded: [String], default standard: Set<ResourceType>, all: Set<ResourceType>
    ) throws(Diagnostic) -> Set<ResourceType> {
        var types: Set<ResourceType> = names.isEmpty ? standard : []
        for name in names {
            switch name {
            case "all": types.formUnion(all)
            case "default": types.formUnion(standard)
            default: types.insert(try named(name))
            }
        }
        for name in excluded { types.remove(try named(name)) }
        return types
    }

    private static func named(_ name: String) throws(Diagnostic) -> ResourceType {
        guard let type = ResourceType(rawValue: name) else { throw .selector("'\(name)' is not a valid NodeType") }
        return type
    }
}

extension Selection {
    /// A selection of just these ids. Throws `selection-gone` with dbt's wording for one that the graph does not have.
    public init(of ids: [String], in graph: DependencyGraph) throws(Diagnostic) {
        for id in ids where graph.position(of: id) == nil {
            throw Diagnostic(
                "selection-gone", .error, "Couldn't find model '\(id)' -- does it exist or is it disabled?",
                hint: "it was part of the run that is to be tried again")
        }
        self.init(ids: ids.sortedByCodePoint(), positions: graph.set(of: ids), reasons: [:], diagnostics: [])
    }

    /// The selection without the ids that do not satisfy a condition.
    public func filtered(_ condition: (String) -> Bool) -> Selection {
        var copy = self
        copy.ids = ids.filter(condition)
        return copy
    }
}
