{#-
  What the statements of strategies are on SQLite. Where one takes two statements, all but the last are run here, inside the node's
  transaction; the last is the node's main statement.
-#}
{%- macro sqlite__get_incremental_default_sql(arg_dict) -%}
  {%- if arg_dict['unique_key'] -%}
    {%- do return(get_incremental_delete_insert_sql(arg_dict)) -%}
  {%- endif -%}
  {%- do return(get_incremental_append_sql(arg_dict)) -%}
{%- endmacro -%}

{%- macro sqlite__get_incremental_append_sql(arg_dict) -%}
  {%- do return(sqlite_insert_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns'])) -%}
{%- endmacro -%}

{%- macro sqlite_insert_sql(target, source, columns) -%}
  {%- set names = columns | map(attribute='quoted') | join(', ') -%}
  insert into {{ target }} ({{ names }})
  select {{ names }}
  from {{ source }}
{%- endmacro -%}


{%- macro sqlite__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- if unique_key -%}
    {%- set keys = unique_key if unique_key is string else unique_key | join(', ') -%}
    {%- call statement('sqlite_incremental_upsert') -%}
      delete from {{ target }} as DBT_INTERNAL_DEST
      where ({{ keys }}) in (select {{ keys }} from {{ source }} as DBT_INTERNAL_SOURCE)
      {%- for condition in incremental_predicates or [] %}
        and {{ condition }}
      {%- endfor -%}
    {%- endcall -%}
  {%- endif -%}
  {{ sqlite_insert_sql(target, source, dest_columns) }}
{%- endmacro -%}


{#- SQLite has no merge: rows with known keys are updated from the new ones, and those that match nothing are inserted. -#}
{%- macro sqlite__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- if not unique_key -%}
    {%- do conditions.append('false') -%}
  {%- endif -%}
  {%- for key in ([unique_key] if unique_key is string else unique_key or []) -%}
    {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
  {%- endfor -%}
  {%- set same_row = '(' ~ conditions | join(') and (') ~ ')' -%}

  {%- set assignments = [] -%}
  {%- for column in get_merge_update_columns(
    config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
    {%- do assignments.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
  {%- endfor -%}
  {%- if unique_key and assignments -%}
    {%- call statement('sqlite_incremental_merge') -%}
      update {{ target }} as DBT_INTERNAL_DEST
      set {{ assignments | join(', ') }}
      from {{ source }} as DBT_INTERNAL_SOURCE
      where {{ same_row }}
    {%- endcall -%}
  {%- endif -%}
  {{ sqlite_insert_sql(target, source ~ ' as DBT_INTERNAL_SOURCE', dest_columns) }}
  where not exists (select 1 from {{ target }} as DBT_INTERNAL_DEST where {{ same_row }})
{%- endmacro -%}


{#- A batch replaces the rows of its span of time. -#}
{%- macro sqlite__get_incremental_microbatch_sql(arg_dict) -%}
  {%- set event_time = model.config.event_time -%}
  {%- set first = model.config.get('__dbt_internal_microbatch_event_time_start') -%}
  {%- set end = model.config.get('__dbt_internal_microbatch_event_time_end') -%}
  {%- if event_time and (first or end) -%}
    {%- call statement('sqlite_incremental_microbatch') -%}
      delete from {{ arg_dict['target_relation'] }}
      where {{ "julianday(" ~ event_time ~ ") >= julianday('" ~ first ~ "')" if first else 'true' }}
        and {{ "julianday(" ~ event_time ~ ") < julianday('" ~ end ~ "')" if end else 'true' }}
    {%- endcall -%}
  {%- endif -%}
  {%- do return(sqlite__get_incremental_append_sql(arg_dict)) -%}
{%- endmacro -%}
