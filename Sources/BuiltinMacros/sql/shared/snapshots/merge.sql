{#- Ends the versions that are no longer valid and adds the new ones. -#}
{%- macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro -%}

{%- macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  {%- set end = 'DBT_INTERNAL_DEST.' ~ names.dbt_valid_to -%}
  {%- set inserted = insert_cols | join(', ') -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ names.dbt_scd_id }}
  when matched
    and ({{ equals(end | trim, open_end | trim) ~ ' or ' if open_end }}{{ end }} is null)
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
  when not matched
    and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ inserted }}) values ({{ inserted }})
{%- endmacro -%}


{#- Columns that the query has gained since are added to the snapshot; none is ever removed. -#}
{%- macro create_columns(relation, columns) -%}
  {%- do return(adapter.dispatch('create_columns', 'dbt')(relation, columns)) -%}
{%- endmacro -%}

{%- macro default__create_columns(relation, columns) -%}
  {%- for column in columns -%}
    {%- call statement() -%}
      alter table {{ relation.render() }} add column {{ adapter.quote(column.name) }} {{ column.expanded_data_type }};
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro -%}


{#- For adapters that have to clean up after themselves. -#}
{%- macro post_snapshot(staging_relation) -%}
  {%- do return(adapter.dispatch('post_snapshot', 'dbt')(staging_relation)) -%}
{%- endmacro -%}

{%- macro default__post_snapshot(staging_relation) -%}
{%- endmacro -%}


{#- A warning when the times of the query and those of the snapshot have different types. -#}
{%- macro check_time_data_types(sql) -%}
  {%- set of_query = get_updated_at_column_data_type(sql) -%}
  {%- set of_snapshot = get_snapshot_get_time_data_type() -%}
  {%- if of_query is not none and of_snapshot is not none and of_query != of_snapshot
      and exceptions.warn_snapshot_timestamp_data_types -%}
    {%- do exceptions.warn_snapshot_timestamp_data_types(of_snapshot, of_query) -%}
  {%- endif -%}
{%- endmacro -%}

{%- macro get_updated_at_column_data_type(snapshot_sql) -%}
  {%- set found = namespace(type=none) -%}
  {%- for column in get_column_schema_from_query(snapshot_sql) if column.column in ['dbt_updated_at', 'DBT_UPDATED_AT'] -%}
    {%- set found.type = column.dtype -%}
  {%- endfor -%}
  {%- do return(found.type or none) -%}
{%- endmacro -%}
