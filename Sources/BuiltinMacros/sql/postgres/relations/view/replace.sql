{%- macro postgres__get_replace_view_sql(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ header if header is not none }}

  create or replace view {{ relation }}


  as (
        {{ sql }}
  );
{%- endmacro -%}
