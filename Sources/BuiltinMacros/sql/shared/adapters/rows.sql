{#- Empties a table. -#}
{%- macro truncate_relation(relation) -%}
  {%- do return(adapter.dispatch('truncate_relation', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__truncate_relation(relation) -%}
  {%- call statement('truncate_relation') -%}
    truncate table {{ relation.render() }}
  {%- endcall -%}
{%- endmacro -%}


{#- What `show` runs: the node's query with a limit behind it. A query that ends in a comment keeps its own line. -#}
{%- macro get_show_sql(compiled_code, sql_header, limit) -%}
  {{ sql_header if sql_header is not none }}
  {{ get_limit_subquery_sql(compiled_code, limit) }}
{%- endmacro -%}

{%- macro get_limit_subquery_sql(sql, limit) -%}
  {{ adapter.dispatch('get_limit_sql', 'dbt')(sql, limit) }}
{%- endmacro -%}

{%- macro default__get_limit_sql(sql, limit) %}
  {{ sql }}
  {{ 'limit ' ~ limit if limit is not none }}
{%- endmacro -%}


{#- Asks the database whether it would accept a query. -#}
{%- macro validate_sql(sql) -%}
  {%- do return(adapter.dispatch('validate_sql', 'dbt')(sql)) -%}
{%- endmacro -%}

{%- macro default__validate_sql(sql) -%}
  {%- call statement('validate_sql') -%}
    explain {{ sql }}
  {%- endcall -%}
  {%- do return(load_result('validate_sql')) -%}
{%- endmacro -%}


{#- True under the second major version of the program. -#}
{%- macro is_core_v2() -%}
  {%- do return((dbt_version.split('.') | first) | int == 2) -%}
{%- endmacro -%}
