import Formats

/// Flags that only `flags:` of `dbt_project.yml` sets: dbt's switches between older and newer behaviour, with dbt-core 1.12's defaults.
let behaviourFlags: [(name: String, standard: Bool)] = [
    ("require_batched_execution_for_custom_microbatch_strategy", true),
    ("require_explicit_package_overrides_for_builtin_materializations", true),
    ("require_resource_names_without_spaces", true),
    ("source_freshness_run_project_hooks", true),
    ("skip_nodes_if_on_run_start_fails", true),
    ("state_modified_compare_more_unrendered_values", true),
    ("state_modified_compare_vars", false),
    ("require_yaml_configuration_for_mf_time_spines", true),
    ("require_nested_cumulative_type_params", true),
    ("validate_macro_args", true),
    ("require_all_warnings_handled_by_warn_error", true),
    ("require_generic_test_arguments_property", true),
    ("require_unique_project_resource_names", false),
    ("require_ref_searches_node_package_before_root", false),
    ("require_valid_schema_from_generate_schema_name", false),
    ("allow_jinja_file_extensions", false),
    ("require_sql_header_in_test_configs", false),
    ("support_custom_ref_kwargs", false),
    ("require_corrected_analysis_fqns", false),
    ("require_source_and_semantic_model_names_without_spaces", false),
    ("enable_grouped_warn_error_parser_logs", false),
    ("use_catalogs_v2", false),
    ("latest_version_pointer_enabled_by_default", false),
]

/// Flags of the command line that `flags:` of `dbt_project.yml` may set too; others there are passed over, as dbt does.
let projectFlagNames: Set<String> = [
    "cache_selected_only", "debug", "fail_fast", "hints_enabled", "indirect_selection", "log_format", "log_format_file", "log_level",
    "log_level_file", "maximum_seed_size_mib", "partial_parse", "populate_cache", "printer_width", "send_anonymous_usage_stats",
    "snowflake_projects_otel", "static_parser", "use_colors", "use_colors_file", "use_experimental_parser", "use_v2_parser", "v2_parser",
    "version_check", "warn_error", "warn_error_options", "write_json",
]
