{#-
  The first run, a full refresh, and a run over a view of the same name build the whole table; every other run builds the new rows into a
  temporary table and lets the strategy bring them in.
-#}
{%- materialization incremental, default -%}
  {%- set current = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set new_rows = make_temp_relation(target_relation) -%}
  {%- set staged = make_intermediate_relation(target_relation) -%}
  {%- set backup = make_backup_relation(target_relation, 'table' if current is none else current.type) -%}

  {%- set rebuild = should_full_refresh() or current.is_view -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set grants = config.get('grants') -%}

  {%- set stale_staged = load_cached_relation(staged) -%}
  {%- set stale_backup = load_cached_relation(backup) -%}
  {%- do drop_relation_if_exists(stale_staged) -%}
  {%- do drop_relation_if_exists(stale_backup) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- set strategy = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}
  {%- set swap = false -%}

  {%- if current is none -%}
    {%- set indexed = target_relation -%}
    {%- set build_sql = get_create_table_as_sql(False, target_relation, sql) -%}
  {%- elif rebuild -%}
    {%- set swap = true -%}
    {%- set indexed = staged -%}
    {%- set build_sql = get_create_table_as_sql(False, staged, sql) -%}
  {%- else -%}
    {%- set indexed = new_rows -%}
    {%- do run_query(get_create_table_as_sql(True, new_rows, sql)) -%}

    {%- set contract = config.get('contract') -%}
    {%- if not (contract and contract.enforced) -%}
      {%- do adapter.expand_target_column_types(from_relation=new_rows, to_relation=target_relation) -%}
    {%- endif -%}

    {#- After a schema change the columns of the new rows count; otherwise the table's own. -#}
    {%- set columns = process_schema_changes(on_schema_change, new_rows, current)
      or adapter.get_columns_in_relation(current) -%}
    {%- set build_sql = strategy({
      'target_relation': target_relation,
      'temp_relation': new_rows,
      'unique_key': config.get('unique_key'),
      'dest_columns': columns,
      'incremental_predicates': config.get('predicates', none) or config.get('incremental_predicates', none)
    }) -%}
  {%- endif -%}

  {%- call statement('main') %}
      {{ build_sql }}
  {%- endcall -%}

  {%- if current is none or current.is_view or should_full_refresh() -%}
    {%- do create_indexes(indexed) -%}
  {%- endif -%}
  {%- if swap -%}
    {%- do adapter.rename_relation(target_relation, backup) -%}
    {%- do adapter.rename_relation(staged, target_relation) -%}
  {%- endif -%}

  {%- do apply_grants(target_relation, grants, should_revoke=should_revoke(current, rebuild)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- if swap -%}
    {%- do adapter.drop_relation(backup) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
