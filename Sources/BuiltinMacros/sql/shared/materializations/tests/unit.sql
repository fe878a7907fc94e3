{#-
  Runs a unit test: the model's query over its fixtures beside the expected rows, told apart by the column `actual_or_expected`. What
  types the expected values are cast to is found out with an empty temporary table of the query.
-#}
{%- materialization unit, default -%}
  {%- set header = config.get('sql_header') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else none -%}
  {%- set expected_rows = config.get('expected_rows') -%}
  {%- set tested = expected_rows[0].keys() if expected_rows | length > 0 else get_columns_in_query(sql) -%}

  {%- set probe = make_temp_relation(this.incorporate(type='table')) -%}
  {%- do run_query(get_create_table_as_sql(True, probe, get_empty_subquery_sql(sql))) -%}
  {%- set types = {} -%}
  {%- set quoted = {} -%}
  {%- for column in adapter.get_columns_in_relation(probe) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}

  {%- set tested_quoted = [] -%}
  {%- for name in tested -%}
    {%- do tested_quoted.append(quoted[name | lower]) -%}
  {%- endfor -%}

  {%- set expected_sql = config.get('expected_sql') or get_expected_sql(expected_rows, types, quoted) -%}
  {%- set comparison = get_unit_test_sql(sql, expected_sql, tested_quoted) -%}
  {%- call statement('main', fetch_result=True) -%}
    {{ header if header }}
    {{ comparison }}
  {%- endcall -%}

  {%- do adapter.drop_relation(probe) -%}
  {%- do return({'relations': []}) -%}
{%- endmaterialization -%}
