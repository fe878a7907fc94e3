{#- The ends of versions are written here, inside the node's transaction; what is returned adds the new ones. -#}
{%- macro sqlite__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  {%- set end = 'DBT_INTERNAL_DEST.' ~ names.dbt_valid_to -%}
  {%- set inserted = insert_cols | join(', ') -%}
  {%- call statement('snapshot_end_versions') -%}
    update {{ target }} as DBT_INTERNAL_DEST
    set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ names.dbt_scd_id }}
      and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
      and ({{ end ~ ' = ' ~ open_end ~ ' or ' if open_end }}{{ end }} is null)
  {%- endcall -%}
  insert into {{ target }} ({{ inserted }})
  select {{ inserted }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
{%- endmacro -%}
