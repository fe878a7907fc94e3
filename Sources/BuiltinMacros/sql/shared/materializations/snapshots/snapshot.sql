{#-
  Keeps the history of a query's rows. The first run stores every row as valid from its time on; every later one stages what was inserted,
  changed and deleted since and merges that in: rows no longer valid get an end, new versions are added.
-#}
{%- materialization snapshot, default -%}
  {%- set table_exists, target_relation = get_or_create_relation(
    database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target_relation.is_table -%}
    {%- do exceptions.relation_wrong_type(target_relation, 'table') -%}
  {%- endif -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- set find_changes = strategy_dispatch(config.get('strategy')) -%}
  {%- set strategy = find_changes(model, 'snapshotted_data', 'source_data', model['config'], table_exists) -%}

  {%- if table_exists -%}
    {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- do adapter.assert_valid_snapshot_target_given_strategy(target_relation, names, strategy) -%}

    {%- set rows_sql = snapshot_staging_table(strategy, sql, target_relation) -%}
    {%- set staging_table = build_snapshot_staging_table(strategy, sql, target_relation) -%}
    {%- do adapter.expand_target_column_types(from_relation=staging_table, to_relation=target_relation) -%}

    {#- The staging table's own columns, in the case some databases give them. -#}
    {%- set own = ['dbt_change_type', 'DBT_CHANGE_TYPE', 'dbt_unique_key', 'DBT_UNIQUE_KEY'] -%}
    {%- if config.get('unique_key') | is_list -%}
      {%- for key in strategy.unique_key -%}
        {%- do own.extend(['dbt_unique_key_' ~ loop.index, 'DBT_UNIQUE_KEY_' ~ loop.index]) -%}
      {%- endfor -%}
    {%- endif -%}
    {%- set added = adapter.get_missing_columns(staging_table, target_relation) | rejectattr('name', 'in', own) | list -%}
    {%- do create_columns(target_relation, added) -%}

    {%- set inserted = [] -%}
    {%- for column in adapter.get_columns_in_relation(staging_table) | rejectattr('name', 'in', own) -%}
      {%- do inserted.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {%- set final_sql = snapshot_merge_sql(target=target_relation, source=staging_table, insert_cols=inserted) -%}
  {%- else -%}
    {%- set rows_sql = build_snapshot_table(strategy, model['compiled_code']) -%}
    {%- set final_sql = create_table_as(False, target_relation, rows_sql) -%}
  {%- endif -%}

  {%- do check_time_data_types(rows_sql) -%}
  {%- call statement('main') %}
      {{ final_sql }}
  {%- endcall -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(table_exists, full_refresh_mode=False)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- if not table_exists -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- if staging_table is defined -%}
    {%- do post_snapshot(staging_table) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
