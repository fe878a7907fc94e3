{#-
  Loads a seed's rows. An existing table keeps its columns and gets the new rows; with a full refresh it is dropped and created from the
  file again. A view of the same name is an error.
-#}
{%- materialization seed, default -%}
  {%- set rebuild = should_full_refresh() -%}
  {%- set current = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set table_exists = current is not none and current.is_table -%}
  {%- set grants = config.get('grants') -%}

  {%- set rows = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=rows) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- if current is not none and current.is_view -%}
    {%- do exceptions.raise_compiler_error("Cannot seed to '" ~ current.render() ~ "', it is a view") -%}
  {%- endif -%}
  {%- if table_exists -%}
    {%- set table_sql = reset_csv_table(model, rebuild, current, rows) -%}
  {%- else -%}
    {%- set table_sql = create_csv_table(model, rows) -%}
  {%- endif -%}

  {%- set row_count = rows.rows | length -%}
  {%- set load_sql = load_csv_rows(model, rows) if row_count > 0 else '' -%}

  {%- set code = 'CREATE' if rebuild else 'INSERT' -%}
  {%- call noop_statement('main', code ~ ' ' ~ row_count, code, row_count) -%}
    {{ get_csv_sql(table_sql, load_sql) }};
  {%- endcall -%}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- do apply_grants(target_relation, grants, should_revoke=should_revoke(current, rebuild)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- if rebuild or not table_exists -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
