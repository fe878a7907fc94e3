import Diagnostics

/// The name dbt gives a warning, by which `--warn-error-options` knows it.
struct WarningName: Sendable {
    /// `UnusedTables`, `CustomKeyInConfigDeprecation` …; `Note` for warnings dbt does not have.
    let name: String
    /// dbt's code. Those of deprecations begin with `D`.
    let code: String

    /// A name with its code.
    init(_ name: String, code: String) {
        self.name = name
        self.code = code
    }

    /// The name of a kind of diagnostic.
    init(_ id: DiagnosticID) {
        let (name, code) = Self.names[id.name] ?? ("Note", "Z050")
        self.init(name, code: code)
    }

    /// The kinds of diagnostics and of events that dbt gives a name, in alphabetical order.
    static func ids(ofEvent name: String) -> [DiagnosticID] {
        names.filter { $0.value.0 == name }.map(\.key).sorted().map { DiagnosticID($0) }
    }

    /// The kinds that dbt gives a name, in alphabetical order.
    static var ids: [DiagnosticID] { names.keys.sorted().map { DiagnosticID($0) } }

    /// Whether dbt has no such warning.
    var isOwn: Bool { name == "Note" }

    /// Whether it is one of the deprecations that are shown once, then counted.
    var isCounted: Bool {
        code.hasPrefix("D") && !Self.uncounted.contains(name)
    }

    /// Whether it only concerns `--warn-error` where `require_all_warnings_handled_by_warn_error` is on, as it is by default.
    var isHandledByFlag: Bool { Self.handledByFlag.contains(name) }

    private static let uncounted: Set<String> = [
        "BehaviorChangeEvent", "CollectFreshnessReturnSignature", "DeprecationsSummary", "GetMetaKeyWarning",
        "SpacesInResourceNameDeprecation",
    ]

    private static let handledByFlag: Set<String> = [
        "BehaviorChangeEvent", "FreshnessConfigProblem", "GetMetaKeyWarning", "LogTestResult", "MicrobatchModelNoEventTimeInputs", "Note",
        "RunResultWarning", "RunResultWarningMessage", "SelectExcludeIgnoredWithSelectorWarning", "SemanticValidationFailure",
        "WarnStateTargetEqual",
    ]

    private static let names: [String: (String, String)] = [
        "arguments-property": ("ArgumentsPropertyInGenericTestDeprecation", "D038"),
        "behaviour-change": ("BehaviorChangeEvent", "D000"),
        "catalog-error": ("CatalogGenerationError", "E040"),
        "concurrent-batches": ("InvalidConcurrentBatchesConfig", "I075"),
        "constraint-not-enforced": ("ConstraintNotEnforced", "E048"),
        "constraint-not-supported": ("ConstraintNotSupported", "E049"),
        "contract-broken": ("UnversionedBreakingChange", "I071"),
        "cumulative-type-params": ("MFCumulativeTypeParamsDeprecation", "D019"),
        "custom-config-key": ("CustomKeyInConfigDeprecation", "D026"),
        "custom-top-level-key": ("CustomTopLevelKeyDeprecation", "D025"),
        "deprecated-log-path": ("ConfigLogPathDeprecation", "D010"),
        "deprecated-model": ("DeprecatedModel", "I065"),
        "deprecated-path": ("ConfigTargetPathDeprecation", "D011"),
        "deprecated-reference": ("DeprecatedReference", "I067"),
        "deprecations": ("DeprecationsSummary", "D028"),
        "duplicate-name-distinct-types": ("DuplicateNameDistinctNodeTypesDeprecation", "D040"),
        "duplicate-yaml-key": ("DuplicateYAMLKeysDeprecation", "D024"),
        "env-var-renamed": ("EnvironmentVariableRenamed", "D009"),
        "env-var-reserved": ("EnvironmentVariableNamespaceDeprecation", "D036"),
        "exposure-name": ("ExposureNameDeprecation", "D007"),
        "field-not-valid": ("ValidationWarning", "I009"),
        "flags-of-profile": ("ProjectFlagsMovedDeprecation", "D013"),
        "freshness-hooks": ("SourceFreshnessProjectHooksNotRun", "D017"),
        "freshness-output": ("CustomOutputPathInSourceFreshnessDeprecation", "D029"),
        "freshness-signature": ("CollectFreshnessReturnSignature", "D012"),
        "freshness-without-field": ("FreshnessConfigProblem", "I073"),
        "install-path": ("PackageInstallPathDeprecation", "D002"),
        "itertools": ("ModulesItertoolsUsageDeprecation", "D034"),
        "macro-arguments": ("InvalidMacroAnnotation", "I076"),
        "materialization-override": ("PackageMaterializationOverrideDeprecation", "D016"),
        "meta-key": ("GetMetaKeyWarning", "D041"),
        "microbatch-outside-batches": ("MicrobatchMacroOutsideOfBatchesDeprecation", "D020"),
        "microbatch-without-event-time": ("MicrobatchModelNoEventTimeInputs", "I074"),
        "missing-arguments-property": ("MissingArgumentsPropertyInGenericTestDeprecation", "D039"),
        "missing-plus": ("MissingPlusPrefixDeprecation", "D037"),
        "no-nodes-selected": ("NoNodesSelected", "Q038"),
        "nothing-to-do": ("NothingToDo", "Q035"),
        "null-schema": ("GenerateSchemaNameNullValueDeprecation", "D044"),
        "old-model-flag": ("ModelParamUsageDeprecation", "D032"),
        "old-warning-options": ("WEOIncludeExcludeDeprecation", "D031"),
        "package-depends-on-root": ("PackageNodeDependsOnRootProjectNode", "I077"),
        "package-name-scrubbed": ("DepsScrubbedPackageName", "M035"),
        "package-redirect": ("PackageRedirectDeprecation", "D001"),
        "package-unpinned": ("DepsUnpinned", "M029"),
        "property-moved-to-config": ("PropertyMovedToConfigDeprecation", "D030"),
        "renamed-config": ("ConfigDataPathDeprecation", "D004"),
        "renamed-source-paths": ("ConfigSourcePathDeprecation", "D003"),
        "seed-grown": ("SeedIncreased", "I052"),
        "seed-moved": ("SeedExceedsLimitAndPathChanged", "I054"),
        "seed-not-compared": ("SeedExceedsLimitSamePath", "I053"),
        "select-ignored": ("SelectExcludeIgnoredWithSelectorWarning", "Z064"),
        "selection-empty": ("NoNodesForSelectionCriteria", "M030"),
        "semantic-layer": ("SemanticValidationFailure", "I070"),
        "snapshot-timestamp": ("SnapshotTimestampWarning", "Q043"),
        "source-override": ("SourceOverrideDeprecation", "D035"),
        "space-in-name": ("SpacesInResourceNameDeprecation", "D014"),
        "spaces-in-names": ("ResourceNamesWithSpacesDeprecation", "D015"),
        "state-is-target": ("WarnStateTargetEqual", "I072"),
        "template-warning": ("JinjaLogWarning", "I061"),
        "time-dimension-granularity": ("TimeDimensionsRequireGranularityDeprecation", "D041"),
        "time-spine-without-yaml": ("MFTimespineWithoutYamlConfigurationDeprecation", "D018"),
        "unexpected-jinja-block": ("UnexpectedJinjaBlockDeprecation", "D023"),
        "unknown-key": ("CustomKeyInObjectDeprecation", "D027"),
        "unknown-ref": ("NodeNotFoundOrDisabled", "I060"),
        "unknown-source": ("NodeNotFoundOrDisabled", "I060"),
        "unmatched-macro": ("MacroNotFoundForPatch", "I059"),
        "unmatched-properties": ("NoNodeForYamlKey", "I058"),
        "unsupported-constraint": ("UnsupportedConstraintMaterialization", "I068"),
        "unused-config": ("UnusedResourceConfigPath", "I051"),
        "unused-override": ("UnusedTables", "I056"),
        "upcoming-deprecation": ("UpcomingReferenceDeprecation", "I066"),
        "wrong-section": ("WrongResourceSchemaFile", "I057"),
    ]
}
