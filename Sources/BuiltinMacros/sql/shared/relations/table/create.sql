{#- `create table … as`. The newer name is what materializations call; the older one is what projects and packages redefine. -#}
{%- macro get_create_table_as_sql(temporary, relation, sql) -%}
  {{ adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql) }}
{%- endmacro -%}

{%- macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {%- do return(create_table_as(temporary, relation, sql)) -%}
{%- endmacro -%}


{#-
  Redefinitions that know nothing of languages keep working: the language is passed on only when it is not SQL. The two line breaks count:
  databases name lines in their messages, and these should be the lines that dbt's users know.
-#}
{%- macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- set body = adapter.dispatch('create_table_as', 'dbt') -%}
  {{ '\n\n' ~ (body(temporary, relation, compiled_code) if language == 'sql' else body(temporary, relation, compiled_code, language)) }}
{%- endmacro -%}

{%- macro default__create_table_as(temporary, relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set contract = config.get('contract') -%}
  {{ header if header is not none }}

  create {{ 'temporary' if temporary }} table {{ relation.include(database=not temporary, schema=not temporary) }}

  {% if contract.enforced and not temporary %}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {%- set sql = get_select_subquery(sql) -%}
  {% endif %}

  as (
    {{ sql }}
  );
{%- endmacro -%}


{#- The columns a contract names, in its order: what the model's rows are put into. -#}
{%- macro default__get_column_names() -%}
  {%- set names = [] -%}
  {%- for column in model['columns'].values() -%}
    {%- do names.append(adapter.quote(column['name']) if column.get('quote') else column['name']) -%}
  {%- endfor -%}
  {{ names | join(', ') }}
{%- endmacro -%}


{%- macro get_select_subquery(sql) -%}
  {%- do return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) -%}
{%- endmacro -%}

{%- macro default__get_select_subquery(sql) %}
    select {{ adapter.dispatch('get_column_names', 'dbt')() }}
    from (
        {{ sql }}
    ) as model_subq
{%- endmacro -%}
