{%- macro get_columns_in_relation(relation) -%}
  {%- do return(adapter.dispatch('get_columns_in_relation', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__get_columns_in_relation(relation) -%}
  {%- do exceptions.raise_not_implemented('no macro get_columns_in_relation for adapter ' ~ adapter.type()) -%}
{%- endmacro -%}


{#- Rows of (name, type, length, precision, scale) as columns. -#}
{%- macro sql_convert_columns_in_relation(table) -%}
  {%- set columns = [] -%}
  {%- for row in table -%}
    {%- do columns.append(api.Column(*row)) -%}
  {%- endfor -%}
  {%- do return(columns) -%}
{%- endmacro -%}


{%- macro get_list_of_column_names(columns) -%}
  {%- do return(columns | map(attribute='name') | list) -%}
{%- endmacro -%}


{#- The query with no rows: what columns it has is found out without reading any data. -#}
{%- macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {%- do return(adapter.dispatch('get_empty_subquery_sql', 'dbt')(select_sql, select_sql_header)) -%}
{%- endmacro -%}

{%- macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ select_sql_header ~ '\n' if select_sql_header is not none }}select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0
{% endmacro -%}


{#- A query without a source whose columns have the names and types of the properties file. -#}
{%- macro get_empty_schema_sql(columns) -%}
  {%- do return(adapter.dispatch('get_empty_schema_sql', 'dbt')(columns)) -%}
{%- endmacro -%}

{%- macro default__get_empty_schema_sql(columns) -%}
  {%- set untyped = [] -%}
  {%- set unscaled = [] -%}
  {%- set fields = [] -%}
  {%- for column in columns.values() -%}
    {%- if column['data_type'] is not defined -%}
      {%- do untyped.append(column['name']) -%}
    {%- elif column['data_type'].strip().lower() in ('numeric', 'decimal', 'number') -%}
      {%- do unscaled.append(column['name']) -%}
    {%- endif -%}
    {%- set name = adapter.quote(column['name']) if column.get('quote') else column['name'] -%}
    {%- do fields.append(cast('null', column['data_type']) ~ ' as ' ~ name) -%}
  {%- endfor -%}

  {%- if untyped -%}
    {%- do exceptions.column_type_missing(column_names=untyped) -%}
  {%- elif unscaled -%}
    {%- do exceptions.warn('Detected columns with numeric type and unspecified precision/scale, this can lead to unintended rounding: '
      ~ unscaled ~ '`') -%}
  {%- endif -%}
  select {{ fields | join(', ') }}
{%- endmacro -%}


{%- macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
  {%- set probe = get_empty_subquery_sql(select_sql, select_sql_header) -%}
  {%- do return(adapter.get_column_schema_from_query(probe)) -%}
{%- endmacro -%}


{#- The names of a query's columns. -#}
{%- macro get_columns_in_query(select_sql) -%}
  {%- do return(adapter.dispatch('get_columns_in_query', 'dbt')(select_sql)) -%}
{%- endmacro -%}

{%- macro default__get_columns_in_query(select_sql) -%}
  {%- call statement('get_columns_in_query', fetch_result=True, auto_begin=False) -%}
    {{ get_empty_subquery_sql(select_sql) }}
  {%- endcall -%}
  {%- do return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) -%}
{%- endmacro -%}


{#- Changes a column's type by way of a second column, which every database can do. What depends on the column goes with it. -#}
{%- macro alter_column_type(relation, column_name, new_column_type) -%}
  {%- do return(adapter.dispatch('alter_column_type', 'dbt')(relation, column_name, new_column_type)) -%}
{%- endmacro -%}

{%- macro default__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set column = adapter.quote(column_name) -%}
  {%- set helper = adapter.quote(column_name ~ '__dbt_alter') -%}
  {%- set table = relation.render() -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ table }} add column {{ helper }} {{ new_column_type }};
    update {{ table }} set {{ helper }} = {{ column }};
    alter table {{ table }} drop column {{ column }} cascade;
    alter table {{ table }} rename column {{ helper }} to {{ column }}
  {%- endcall -%}
{%- endmacro -%}


{%- macro alter_relation_add_remove_columns(relation, add_columns = none, remove_columns = none) -%}
  {%- do return(adapter.dispatch('alter_relation_add_remove_columns', 'dbt')(relation, add_columns, remove_columns)) -%}
{%- endmacro -%}

{%- macro default__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- set changes = [] -%}
  {%- for column in add_columns or [] -%}
    {%- do changes.append('add column ' ~ column.quoted ~ ' ' ~ column.expanded_data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do changes.append('drop column ' ~ column.quoted) -%}
  {%- endfor -%}
  {%- do run_query('alter ' ~ relation.type ~ ' ' ~ relation.render() ~ ' ' ~ changes | join(', ')) -%}
{%- endmacro -%}
