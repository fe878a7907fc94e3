{#- Rows with a known key are updated, the others inserted. Without a unique key nothing matches, so everything is inserted. -#}
{%- macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {#- `predicates` is what the last argument was called once. -#}
  {%- set conditions = kwargs.get('predicates', incremental_predicates) -%}
  {{ '\n' ~ adapter.dispatch('get_merge_sql', 'dbt')(target, source, unique_key, dest_columns, conditions) }}
{%- endmacro -%}

{%- macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {%- set updated = get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}

  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- if not unique_key -%}
    {%- do conditions.append('FALSE') -%}
  {%- elif unique_key is sequence and unique_key is not string and unique_key is not mapping -%}
    {%- for key in unique_key -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
    {%- endfor -%}
  {%- else -%}
    {%- set source_key = ('DBT_INTERNAL_SOURCE.' ~ unique_key) | trim -%}
    {%- set target_key = ('DBT_INTERNAL_DEST.' ~ unique_key) | trim -%}
    {%- do conditions.append(get_merge_unique_key_match(source_key, target_key)) -%}
  {%- endif -%}

  {%- set assignments = [] -%}
  {%- for column in updated -%}
    {%- do assignments.append(column ~ ' = DBT_INTERNAL_SOURCE.' ~ column) -%}
  {%- endfor -%}

  {{ header if header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on ({{ conditions | join(') and (') }})
  {{ 'when matched then update set ' ~ assignments | join(', ') if unique_key }}
  when not matched then insert ({{ columns }}) values ({{ columns }})
{%- endmacro -%}


{%- macro get_merge_unique_key_match(source_unique_key, target_unique_key) -%}
  {%- do return(adapter.dispatch('get_merge_unique_key_match', 'dbt')(source_unique_key, target_unique_key)) -%}
{%- endmacro -%}

{%- macro default__get_merge_unique_key_match(source_unique_key, target_unique_key) -%}
  {%- do return(equals(source_unique_key, target_unique_key) | trim) -%}
{%- endmacro -%}


{#- The rows with the keys of the new ones are deleted and the new ones inserted. -#}
{%- macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {{ adapter.dispatch('get_delete_insert_merge_sql', 'dbt')(target, source, unique_key, dest_columns, incremental_predicates) }}
{%- endmacro -%}

{%- macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {%- if unique_key -%}
    {%- set keys = unique_key if unique_key is string else unique_key | join(', ') %}
  delete from {{ target }} as DBT_INTERNAL_DEST
  where ({{ keys }}) in (
    select distinct {{ keys }} from {{ source }} as DBT_INTERNAL_SOURCE
  )
    {%- for condition in incremental_predicates or [] %}
    and {{ condition }}
    {%- endfor %};
  {%- endif %}

  insert into {{ target }} ({{ columns }}) (
    select {{ columns }} from {{ source }}
  )
{%- endmacro -%}


{#- Everything (or everything the predicates name) is replaced by the new rows. -#}
{%- macro get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header=false) -%}
  {{ adapter.dispatch('get_insert_overwrite_merge_sql', 'dbt')(target, source, dest_columns, predicates, include_sql_header) }}
{%- endmacro -%}

{%- macro default__get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set columns = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {{ header if include_sql_header and header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on FALSE
  when not matched by source {{ 'and ' ~ predicates | join(' and ') if predicates }} then delete
  when not matched then insert ({{ columns }}) values ({{ columns }})
{%- endmacro -%}
