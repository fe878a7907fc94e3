{#-
  A view is created beside the old relation (`__dbt_tmp`) and then takes its name, while what was there is renamed to `__dbt_backup` in
  the same transaction and dropped after the commit: readers see the old one or the new one, never neither.
-#}
{%- materialization view, default -%}
  {%- set current = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set staged = make_intermediate_relation(target_relation) -%}
  {%- set backup = make_backup_relation(target_relation, 'view' if current is none else current.type) -%}

  {#- Found only when an earlier run was cut off; what they are is known from the database, not from this run. -#}
  {%- set stale_staged = load_cached_relation(staged) -%}
  {%- set stale_backup = load_cached_relation(backup) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do drop_relation_if_exists(stale_staged) -%}
  {%- do drop_relation_if_exists(stale_backup) -%}

  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement('main') -%}
    {{ get_create_view_as_sql(staged, sql) }}
  {%- endcall -%}

  {%- if current is not none -%}
    {#- A hook, or dropping something it depended on, may have removed it meanwhile. -#}
    {%- set current = load_cached_relation(current) -%}
    {%- if current is not none -%}
      {%- do adapter.rename_relation(current, backup) -%}
    {%- endif -%}
  {%- endif -%}
  {%- do adapter.rename_relation(staged, target_relation) -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(current, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do drop_relation_if_exists(backup) -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
