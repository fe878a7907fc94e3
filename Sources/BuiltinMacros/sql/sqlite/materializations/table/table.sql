{#-
  As with views, the old relation goes and the new one comes in one transaction. A model that reads its own table is first built as a
  temporary one. Nothing is renamed: SQLite reads its whole schema again for each rename.
-#}
{%- materialization table, adapter='sqlite' -%}
  {%- set target_relation = this.incorporate(type='table') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- set current = sqlite_begin_writing(target_relation) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do sqlite_replace_table(current, target_relation, sql) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}

  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}


{#- Drops what is there and builds the table, as the node's main statement. -#}
{%- macro sqlite_replace_table(current, target_relation, query) -%}
  {%- set reads_itself = current is not none and target_relation.render() in query -%}
  {%- set rows = namespace(query=query) -%}
  {%- if reads_itself -%}
    {%- set before = make_temp_relation(target_relation) -%}
    {%- do run_query(create_table_as(True, before, query)) -%}
    {%- set rows.query = 'select * from ' ~ before -%}
  {%- endif -%}

  {%- if current is not none -%}
    {%- do adapter.drop_relation(current) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ create_table_as(False, target_relation, rows.query) }}
  {%- endcall -%}
  {%- do sqlite_check_foreign_keys(target_relation) -%}
  {%- if reads_itself -%}
    {%- do sqlite__drop_relation(before) -%}
  {%- endif -%}
{%- endmacro -%}
