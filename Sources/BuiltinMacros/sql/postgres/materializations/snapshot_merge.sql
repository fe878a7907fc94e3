{#- Two statements instead of a merge, which Postgres knows since version 15 only. -#}
{%- macro postgres__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  {%- set end = target ~ '.' ~ names.dbt_valid_to -%}
  {%- set inserted = [] -%}
  {%- for column in insert_cols -%}
    {%- do inserted.append('DBT_INTERNAL_SOURCE.' ~ column) -%}
  {%- endfor -%}
  update {{ target }}
  set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }}::text = {{ target }}.{{ names.dbt_scd_id }}::text
    and DBT_INTERNAL_SOURCE.dbt_change_type::text in ('update', 'delete')
    and ({{ end ~ ' = ' ~ open_end ~ ' or ' if open_end }}{{ end }} is null);

  insert into {{ target }} ({{ insert_cols | join(', ') }})
  select {{ inserted | join(', ') }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.dbt_change_type::text = 'insert';
{%- endmacro -%}
