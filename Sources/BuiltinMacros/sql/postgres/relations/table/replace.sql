{#- Never reached: Postgres cannot replace a table in place, and its relations say so (`can_be_replaced`). -#}
{%- macro postgres__get_replace_table_sql(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set contracted = config.get('contract').enforced -%}
  {%- if contracted -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ header if header is not none }}
  create or replace table {{ relation }} {{ get_table_columns_and_constraints() if contracted }} as (
    {{ get_select_subquery(sql) if contracted else sql }}
  );
{%- endmacro -%}
