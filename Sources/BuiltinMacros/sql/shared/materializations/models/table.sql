{#- A table is rebuilt beside the old relation and swapped in as a view is (see view.sql). Indexes are built before the swap. -#}
{%- materialization table, default -%}
  {%- set current = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set staged = make_intermediate_relation(target_relation) -%}
  {%- set backup = make_backup_relation(target_relation, 'table' if current is none else current.type) -%}

  {%- set stale_staged = load_cached_relation(staged) -%}
  {%- set stale_backup = load_cached_relation(backup) -%}
  {%- do drop_relation_if_exists(stale_staged) -%}
  {%- do drop_relation_if_exists(stale_backup) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement('main') -%}
    {{ get_create_table_as_sql(False, staged, sql) }}
  {%- endcall -%}
  {%- do create_indexes(staged) -%}

  {%- if current is not none -%}
    {%- set current = load_cached_relation(current) -%}
    {%- if current is not none -%}
      {%- do adapter.rename_relation(current, backup) -%}
    {%- endif -%}
  {%- endif -%}
  {%- do adapter.rename_relation(staged, target_relation) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(current, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}

  {%- do drop_relation_if_exists(backup) -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
