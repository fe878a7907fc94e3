/// The keys that dbt 1.12 knows in configurations and objects of properties files, of all adapters alike: a project may be written for
/// several.
enum KnownKeys {
    /// Configuration that most resources share: what databases' adapters read.
    private static let adapters = words(
        """
        adapter_properties as_columnstore auto_liquid_cluster auto_refresh automatic_clustering backup base_location_root
        base_location_subpath batch_id bind buckets catalog catalog_name category change_tracking cluster_by clustered_by compression
        copy_grants copy_tags data_retention_time_in_days databricks_compute databricks_tags dataproc_cluster_name description dist
        enable_list_inference enable_refresh enabled external_volume file_format grant_access_to hours_to_expiration iceberg_version
        immutable_where include_full_name_in_path incremental_apply_config_changes indexes initialize intermediate_format jar_file_uri
        job_execution_timeout_seconds kms_key_name labels labels_from_meta liquid_clustered_by location_root matched_condition
        max_data_extension_time_in_days max_staleness merge_with_schema_evolution meta not_matched_by_source_action
        not_matched_by_source_condition not_matched_condition notebook_template_id partition_by partition_expiration_days partitions
        primary_key query_tag quoting refresh_interval_minutes refresh_mode refresh_warehouse require_partition_filter reservation
        resource_tags row_access_policy schedule scheduler secure skip_matched_step skip_not_matched_step
        snowflake_initialization_warehouse snowflake_warehouse sort sort_type source_alias static_analysis storage_serialization_policy
        storage_uri table_tag table_type tags target_alias target_file_size target_lag tblproperties timeout tmp_relation_type transaction
        transient unlogged use_safer_relation_operations use_uniform view_update_via_alter
        """)

    private static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }

    static let modelsConfig = adapters.union(
        words(
            """
            access additional_libs alias batch_size begin classifiers cluster_id column_types compute concurrent_batches contract
            create_notebook database docs event_time external_access_integrations freshness full_refresh grants group http_path imports
            incremental_predicates incremental_strategy index_url job_cluster_config latest_version_pointer location lookback materialized
            merge_exclude_columns merge_update_columns on_configuration_change on_error on_schema_change packages persist_docs post-hook
            post_hook pre-hook pre_hook predicates python_job_config python_version schema secrets sql_header state submission_method sync
            table_format unique_key use_anonymous_sproc user_folder_for_python
            """))
    static let seedsConfig = adapters.union(
        words(
            """
            alias column_types database delimiter docs event_time full_refresh grants group materialized persist_docs post-hook post_hook
            pre-hook pre_hook quote_columns schema
            """))
    static let snapshotsConfig = adapters.union(
        words(
            """
            alias check_cols compute database dbt_valid_to_current docs event_time full_refresh grants group hard_deletes
            invalidate_hard_deletes materialized persist_docs post-hook post_hook pre-hook pre_hook quote_columns schema
            snapshot_meta_column_names strategy sync target_database target_schema unique_key updated_at
            """))
    static let testsConfig = adapters.union(
        words(
            """
            alias compute database error_if fail_calc full_refresh group limit materialized schema severity sql_header store_failures
            store_failures_as warn_if where
            """))
    static let sourcesConfig = adapters.union(
        words(
            """
            event_time external_location formatter freshness loaded_at_field loaded_at_query schema_origin sync
            """))
    static let tablesConfig = adapters.union(
        words(
            """
            enabled event_time external_location formatter freshness loaded_at_field loaded_at_query meta schema_origin sync tags
            """))
    static let functionsConfig = adapters.union(
        words(
            """
            access alias database docs entry_point grants group on_configuration_change packages runtime_version schema snowflake type
            volatility
            """))
    static let unitTestsConfig = adapters.union(
        words(
            """
            compute
            """))
    static let analysesConfig = words("description docs enabled group meta static_analysis tags")
    static let exposuresConfig = words("enabled meta tags")
    static let metricsConfig = words("enabled group meta tags")
    static let columnsConfig = words("databricks_tags meta policy_tags tags")
    static let macrosConfig = words("docs meta")
    static let groupsConfig = words("meta")
    static let savedQueriesConfig = words("cache enabled export_as group meta schema tags")
    static let semanticModelsConfig = words("enabled group meta tags")

    static let models = words(
        """
        agg_time_dimension columns config constraints data_tests deprecation_date derived_semantics description identifier latest_version
        metrics name primary_entity semantic_model static_analysis_off_reason tests time_spine versions
        """)
    static let seeds = words("columns config data_tests description name static_analysis_off_reason tests")
    static let snapshots = words("columns config data_tests description name relation static_analysis_off_reason tests")
    static let analyses = words("columns config description name static_analysis_off_reason")
    static let tests = words("config description name static_analysis_off_reason")
    static let sources = words("catalog config database description loader name quoting schema tables")
    static let tables = words("columns config data_tests description external identifier loader name quoting tests")
    static let columns = words(
        """
        classifiers column_mask config constraints data_tests data_type databricks_tags description dimension entity granularity name
        policy_tags quote tests
        """)
    static let macros = words("arguments config description docs meta name")
    static let arguments = words("description name type")
    static let exposures = words("config depends_on description label maturity name owner type url")
    static let groups = words("config description name owner")
    static let unitTests = words("config description expect given model name overrides static_analysis_off_reason versions")
    static let functions = words(
        """
        arguments config data_tests description identifier language name overloads returns static_analysis_off_reason tests
        """)
    static let versions = words("access columns config constraints data_tests defined_in deprecation_date description tests v")
}
