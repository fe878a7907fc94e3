{#-
  Runs a data test. With `store_failures` the failing rows are first kept as a relation of their own (committed before the verdict is
  asked for) and then counted from there; else the test's query is counted directly.
-#}
{%- materialization test, default -%}
  {%- set header = config.get('sql_header') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else none -%}
  {#- The line breaks are dbt's, since messages of the database count lines. -#}
  {%- set failing_rows = '\n    ' ~ get_limit_subquery_sql(sql, config.get('limit')) -%}
  {%- set kept = [] -%}

  {%- if should_store_failures() -%}
    {%- set kind = config.get('store_failures_as') -%}
    {#- The flag alone says nothing about the kind. -#}
    {%- set kind = 'table' if kind is none else kind -%}
    {%- if kind not in ['table', 'view'] -%}
      {%- do exceptions.raise_compiler_error(
        "'" ~ kind ~ "' is not a valid value for `store_failures_as`. Accepted values are: ['ephemeral', 'table', 'view']") -%}
    {%- endif -%}

    {%- set identifier = model['alias'] -%}
    {%- set previous = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
    {%- set store = api.Relation.create(database=database, schema=schema, identifier=identifier, type=kind) -%}
    {%- if previous -%}
      {%- do adapter.drop_relation(previous) -%}
    {%- endif -%}

    {%- call statement(auto_begin=True) -%}
      {{ header if header }}{{ '\n' }}
      {{- get_create_sql(store, failing_rows) }}
    {%- endcall -%}
    {%- do kept.append(store) -%}
    {%- do adapter.commit() -%}
    {%- set failing_rows = 'select * from ' ~ store -%}
  {%- endif -%}

  {%- if smelt_is_percent(config.get('warn_if')) or smelt_is_percent(config.get('error_if')) -%}
    {%- set verdict = smelt_percent_test_sql(
      failing_rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), _dbt_generic_test_kwargs['model']) -%}
  {%- else -%}
    {%- set verdict = get_test_sql(failing_rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) -%}
  {%- endif -%}
  {%- call statement('main', fetch_result=True) -%}
    {{ header if header }}
    {{ '\n    ' ~ verdict }}
  {%- endcall -%}

  {%- do return({'relations': kept}) -%}
{%- endmaterialization -%}
