{%- macro get_replace_view_sql(relation, sql) -%}
  {{ adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}

{%- macro default__get_replace_view_sql(relation, sql) -%}
  {%- do exceptions.raise_compiler_error('`get_replace_view_sql` has not been implemented for this adapter.') -%}
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
