{#- The statements that put a relation in the place of another one. -#}
{%- macro get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- do log('replace ' ~ existing_relation) -%}
  {{ adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql) }}
{%- endmacro -%}

{#-
  `create or replace` where both are of one kind and the database has it; else as much of building aside and moving the old one away as
  renaming allows; in the worst case the old one is dropped first.
-#}
{%- macro default__get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- set in_place = existing_relation.can_be_replaced and existing_relation.type == target_relation.type -%}
  {%- set new_moves = target_relation.can_be_renamed -%}
  {%- set old_moves = existing_relation.can_be_renamed -%}

  {%- if in_place and existing_relation.is_table -%}
    {{ get_replace_table_sql(target_relation, sql) }}
  {%- elif in_place and existing_relation.is_view -%}
    {{ get_replace_view_sql(target_relation, sql) }}
  {%- elif in_place and existing_relation.is_materialized_view -%}
    {{ get_replace_materialized_view_sql(target_relation, sql) }}

  {%- elif new_moves and old_moves -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- elif new_moves -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_drop_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }}
  {%- elif old_moves -%}
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- else -%}
    {{ get_drop_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }}
  {%- endif -%}
{%- endmacro -%}


{%- macro get_replace_table_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}

{%- macro default__get_replace_table_sql(relation, sql) -%}
  {%- do exceptions.raise_compiler_error('`get_replace_table_sql` has not been implemented for this adapter.') -%}
{%- endmacro -%}

{%- macro get_replace_view_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}

{%- macro default__get_replace_view_sql(relation, sql) -%}
  {%- do exceptions.raise_compiler_error('`get_replace_view_sql` has not been implemented for this adapter.') -%}
{%- endmacro -%}

{%- macro get_replace_materialized_view_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_materialized_view_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}

{%- macro default__get_replace_materialized_view_sql(relation, sql) -%}
  {%- do exceptions.raise_compiler_error('`get_replace_materialized_view_sql` has not been implemented for this adapter.') -%}
{%- endmacro -%}


{#- A whole materialization for databases where `create or replace view` may also change the columns. -#}
{%- macro create_or_replace_view() -%}
  {%- set identifier = model['alias'] -%}
  {%- set current = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
  {%- set was_view = current is not none and current.is_view -%}
  {%- set target_relation = api.Relation.create(database=database, schema=schema, identifier=identifier, type='view') -%}

  {%- do run_hooks(pre_hooks) -%}
  {%- if current is not none and current.is_table -%}
    {%- do handle_existing_table(should_full_refresh(), current) -%}
  {%- endif -%}

  {%- call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(was_view, full_refresh_mode=True)) -%}
  {%- do run_hooks(post_hooks) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmacro -%}

{%- macro handle_existing_table(full_refresh, old_relation) -%}
  {%- do return(adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation)) -%}
{%- endmacro -%}

{%- macro default__handle_existing_table(full_refresh, old_relation) -%}
  {%- do log('Dropping relation ' ~ old_relation.render() ~ ' because it is of type ' ~ old_relation.type) -%}
  {%- do adapter.drop_relation(old_relation) -%}
{%- endmacro -%}
