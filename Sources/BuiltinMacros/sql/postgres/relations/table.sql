{#-
  The empty lines keep the line numbers in messages of the database what dbt's users know. `create table as` knows no constraints: a table with an enforced contract is created empty, column by column, and then filled. Temporary
  tables are only compared with the contract.
-#}
{%- macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set kind = 'temporary' if temporary else ('unlogged' if config.get('unlogged', default=false) else '') -%}
  {%- set contracted = config.get('contract').enforced -%}
  {%- if contracted -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ header if header is not none }}

  create {{ kind }} table {{ relation }}
  {% if contracted and not temporary %}
    {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
    {%- set sql = get_select_subquery(sql) -%}
  {% else %}

  as
  {% endif %}
  (
    {{ sql }}
  );
{%- endmacro -%}

{%- macro postgres__drop_table(relation) -%}
  drop table if exists {{ relation }} cascade
{%- endmacro -%}

{%- macro postgres__get_rename_table_sql(relation, new_name) -%}
  alter table {{ relation }} rename to {{ new_name }}
{%- endmacro -%}

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
