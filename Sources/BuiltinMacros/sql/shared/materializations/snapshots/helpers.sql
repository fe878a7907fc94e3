{#- What the columns that a snapshot adds are called, unless the setting of this name says otherwise. -#}
{%- macro get_snapshot_table_column_names() -%}
  {%- set names = {} -%}
  {%- for name in ['dbt_valid_to', 'dbt_valid_from', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'] -%}
    {%- do names.update({name: name}) -%}
  {%- endfor -%}
  {%- do return(names) -%}
{%- endmacro -%}


{#- The query of the first run: every row is valid. -#}
{%- macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{%- endmacro -%}

{%- macro default__build_snapshot_table(strategy, sql) %}
    {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() %}

    select *,
        {{ strategy.scd_id }} as {{ names.dbt_scd_id }},
        {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
        {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
        {{ get_dbt_valid_to_current(strategy, names) }}
        {{- ", 'False' as " ~ names.dbt_is_deleted if strategy.hard_deletes == 'new_record' }}




    from (
        {{ sql }}
    ) sbq
{% endmacro -%}


{#- The end of a valid row: none, or what `dbt_valid_to_current` says; in both cases with the type of the snapshot's times. -#}
{%- macro get_dbt_valid_to_current(strategy, columns) -%}
  {%- set open_end = config.get('dbt_valid_to_current') or 'null' -%}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ open_end }}) as {{ columns.dbt_valid_to }}
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


{#-
  The query of later runs: one row for each change, told apart by `dbt_change_type`.
    insert   a row the snapshot does not have, or a new version of one it has
    update   the end of a version that a new one follows
    delete   the end of a version whose row is gone (only with `hard_deletes`)
  With `hard_deletes: new_record` a row that is gone is also inserted, marked as deleted.
-#}
{%- macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro -%}

{%- macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  {%- set marking = strategy.hard_deletes == 'new_record' -%}
  {%- set deleting = marking or strategy.hard_deletes == 'invalidate' -%}
  {%- set keys = unique_key_fields(strategy.unique_key) -%}
  {%- set same_key = unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') -%}
  {%- set old_end = 'snapshotted_data.' ~ names.dbt_valid_to -%}
  {%- set old_mark = 'snapshotted_data.' ~ names.dbt_is_deleted -%}
  {#- A row that was deleted and is back counts as changed. -#}
  {%- set changed = '(' ~ strategy.row_changed ~ (' or ' ~ old_mark ~ " = 'True'" if marking else '') ~ ')' -%}
  {%- set already_marked = '(' ~ old_mark ~ " = 'True' and " ~ old_end ~ (' = ' ~ open_end if open_end else ' is null') ~ ')' -%}
  {%- set now = snapshot_get_time() %}

    with snapshot_query as (

        {{ source_sql }}

    ),

    snapshotted_data as (
        select *, {{ keys }}
        from {{ target_relation }}
        {%- if open_end %}
        where ({{ equals(names.dbt_valid_to | trim, open_end | trim) }} or {{ names.dbt_valid_to }} is null)
        {%- else %}
        where {{ names.dbt_valid_to }} is null
        {%- endif %}
    ),

    insertions_source_data as (
        select *, {{ keys }},
            {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
            {{ get_dbt_valid_to_current(strategy, names) }},
            {{ strategy.scd_id }} as {{ names.dbt_scd_id }}
        from snapshot_query
    ),

    updates_source_data as (
        select *, {{ keys }},
            {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
            {{ strategy.updated_at }} as {{ names.dbt_valid_to }}
        from snapshot_query
    ),

    insertions as (
        select 'insert' as dbt_change_type, source_data.*
            {{- ", 'False' as " ~ names.dbt_is_deleted if marking }}
        from insertions_source_data as source_data
        left join snapshotted_data on {{ same_key }}
        where {{ unique_key_is_null(strategy.unique_key, 'snapshotted_data') }}
            or ({{ unique_key_is_not_null(strategy.unique_key, 'snapshotted_data') }} and {{ changed }})
    ),

    updates as (
        select 'update' as dbt_change_type, source_data.*, snapshotted_data.{{ names.dbt_scd_id }}
            {{- ', ' ~ old_mark if marking }}
        from updates_source_data as source_data
        join snapshotted_data on {{ same_key }}
        where {{ changed }}
    )
    {%- if deleting %},

    deletes_source_data as (
        select *, {{ keys }}
        from snapshot_query
    ),

    deletes as (
        select 'delete' as dbt_change_type, source_data.*,
            {{ now }} as {{ names.dbt_valid_from }},
            {{ now }} as {{ names.dbt_updated_at }},
            {{ now }} as {{ names.dbt_valid_to }},
            snapshotted_data.{{ names.dbt_scd_id }}
            {{- ', ' ~ old_mark if marking }}
        from snapshotted_data
        left join deletes_source_data as source_data on {{ same_key }}
        where {{ unique_key_is_null(strategy.unique_key, 'source_data') }}
            {{- ' and not ' ~ already_marked if marking }}
    )
    {%- endif %}
    {%- if marking %},

    deletion_records as (
        {%- set kept = get_list_of_column_names(get_columns_in_relation(target_relation)) -%}
        {%- set fields = [] -%}
        {%- for name in get_columns_in_query(source_sql) -%}
          {%- do fields.append(('snapshotted_data.' if name in kept else 'source_data.') ~ adapter.quote(name)) -%}
        {%- endfor -%}
        {%- if strategy.unique_key | is_list -%}
          {%- for key in strategy.unique_key -%}
            {%- do fields.append('snapshotted_data.' ~ key ~ ' as dbt_unique_key_' ~ loop.index) -%}
          {%- endfor -%}
        {%- else -%}
          {%- do fields.append('snapshotted_data.dbt_unique_key') -%}
        {%- endif %}
        select 'insert' as dbt_change_type,
            {{ fields | join(', ') }},
            {{ now }} as {{ names.dbt_valid_from }},
            {{ now }} as {{ names.dbt_updated_at }},
            {{ old_end }} as {{ names.dbt_valid_to }},
            {{ snapshot_hash_arguments([names.dbt_scd_id, now]) }} as {{ names.dbt_scd_id }},
            'True' as {{ names.dbt_is_deleted }}
        from snapshotted_data
        left join deletes_source_data as source_data on {{ same_key }}
        where {{ unique_key_is_null(strategy.unique_key, 'source_data') }}
            and not {{ already_marked }}
    )
    {%- endif %}

    select * from insertions
    union all
    select * from updates
    {{ 'union all select * from deletes' if deleting }}
    {{ 'union all select * from deletion_records' if marking }}
{%- endmacro -%}


{#- Stores the changes in a temporary table. -#}
{%- macro build_snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- set staging_table = make_temp_relation(target_relation) -%}
  {%- set changes = snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- call statement('build_snapshot_staging_relation') %}
        {{ create_table_as(True, staging_table, changes) }}
  {%- endcall -%}
  {%- do return(staging_table) -%}
{%- endmacro -%}


{#- The key under fixed names (numbered when there are several columns), and the comparisons with it. -#}
{%- macro unique_key_fields(unique_key) -%}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ key }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ unique_key }} as dbt_unique_key
  {%- endif -%}
{%- endmacro -%}


{%- macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ equals(identifier ~ '.dbt_unique_key_' ~ loop.index, from_identifier ~ '.dbt_unique_key_' ~ loop.index) }}
      {{- ' and ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
  {%- endif -%}
{%- endmacro -%}


{%- macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is null
{%- endmacro -%}


{%- macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is not null
{%- endmacro -%}


{%- macro get_true_sql() -%}
  {{ adapter.dispatch('get_true_sql', 'dbt')() }}
{%- endmacro -%}

{%- macro default__get_true_sql() -%}
  {%- do return('TRUE') -%}
{%- endmacro -%}
