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
