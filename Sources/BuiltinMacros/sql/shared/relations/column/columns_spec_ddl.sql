{#- The column list of a table with an enforced contract: names, types and constraints as the properties file gives them. -#}
{%- macro get_table_columns_and_constraints() -%}
  {{ adapter.dispatch('get_table_columns_and_constraints', 'dbt')() }}
{%- endmacro -%}

{%- macro default__get_table_columns_and_constraints() -%}
  {%- do return(table_columns_and_constraints()) -%}
{%- endmacro -%}


{%- macro table_columns_and_constraints() -%}
  {%- set of_columns = adapter.render_raw_columns_constraints(raw_columns=model['columns']) -%}
  {%- set of_table = adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
  (
    {{ (of_columns + of_table) | join(',\n    ') }}
  )
{%- endmacro -%}


{#- Stops the node when its query does not give exactly the columns and types that its contract promises. -#}
{%- macro get_assert_columns_equivalent(sql) -%}
  {{ adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql) }}
{%- endmacro -%}

{%- macro default__get_assert_columns_equivalent(sql) -%}
  {%- do return(assert_columns_equivalent(sql)) -%}
{%- endmacro -%}


{#- Both sides are put to the database as queries without rows, so that it is the database that names the types. -#}
{%- macro assert_columns_equivalent(sql) -%}
  {%- set promised = model['columns'] -%}
  {%- if not promised -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}

  {%- set given_columns = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) -%}
  {%- set promised_columns = format_columns(get_column_schema_from_query(get_empty_schema_sql(promised))) -%}
  {%- set verdict = namespace(broken=given_columns | length != promised_columns | length) -%}
  {%- for column in given_columns -%}
    {%- set same_name = promised_columns | selectattr('name', 'equalto', column['name']) | list -%}
    {%- if not same_name or same_name[0]['formatted'] != column['formatted'] -%}
      {%- set verdict.broken = true -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if verdict.broken -%}
    {%- do exceptions.raise_contract_error(promised_columns, given_columns) -%}
  {%- endif -%}
{%- endmacro -%}


{%- macro format_columns(columns) -%}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{%- endmacro -%}


{%- macro default__format_column(column) -%}
  {%- set type = column.dtype -%}
  {%- do return({'name': column.name, 'data_type': type, 'formatted': column.column.lower() ~ ' ' ~ type}) -%}
{%- endmacro -%}
