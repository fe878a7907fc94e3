{#- A full build replaces the table as a table model does. Otherwise the new rows go through a temporary table and the strategy. -#}
{%- materialization incremental, adapter='sqlite' -%}
  {%- set current = load_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set strategy = sqlite_incremental_strategy() -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- set found = sqlite_begin_writing(target_relation) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- if current is none or current.is_view or should_full_refresh() -%}
    {%- do sqlite_replace_table(found, target_relation, sql) -%}
    {%- do create_indexes(target_relation) -%}
  {%- else -%}
    {%- set new_rows = make_temp_relation(target_relation) -%}
    {%- do sqlite__drop_relation(new_rows) -%}
    {%- do run_query(create_table_as(True, new_rows, sql)) -%}
    {%- do adapter.expand_target_column_types(from_relation=new_rows, to_relation=target_relation) -%}

    {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
    {%- set columns = process_schema_changes(on_schema_change, new_rows, current)
      or adapter.get_columns_in_relation(current) -%}
    {%- set build_sql = strategy({
      'target_relation': target_relation,
      'temp_relation': new_rows,
      'unique_key': config.get('unique_key'),
      'dest_columns': columns,
      'incremental_predicates': config.get('predicates', none) or config.get('incremental_predicates', none)
    }) -%}
    {%- call statement('main') -%}
      {{ build_sql }}
    {%- endcall -%}
    {%- do sqlite_check_foreign_keys(target_relation) -%}
    {%- do sqlite__drop_relation(new_rows) -%}
  {%- endif -%}

  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}


{#- The macro of the model's strategy; strategies of projects and packages are found as everywhere. -#}
{%- macro sqlite_incremental_strategy() -%}
  {%- set name = config.get('incremental_strategy') or 'default' -%}
  {%- set own = {
    'default': get_incremental_default_sql,
    'append': get_incremental_append_sql,
    'delete+insert': get_incremental_delete_insert_sql,
    'merge': get_incremental_merge_sql,
    'microbatch': get_incremental_microbatch_sql
  } -%}
  {%- do return(own.get(name) or adapter.get_incremental_strategy_macro(context, name)) -%}
{%- endmacro -%}

{#- The name under which packages know delete and insert. -#}
{%- macro sqlite_incremental_upsert(tmp_relation, target_relation, unique_key=none, statement_name="main") -%}
  {%- do return(sqlite__get_delete_insert_merge_sql(
    target_relation, tmp_relation, unique_key, adapter.get_columns_in_relation(target_relation), none)) -%}
{%- endmacro -%}
