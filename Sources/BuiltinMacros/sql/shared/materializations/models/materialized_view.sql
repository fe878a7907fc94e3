{#-
  A materialized view is created, replaced (by a full refresh, or when something else has its name), altered where its settings changed,
  or else refreshed.
-#}
{%- materialization materialized_view, default -%}
  {%- set current = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type=this.MaterializedView) -%}
  {%- set staged = make_intermediate_relation(target_relation) -%}
  {%- set backup = make_backup_relation(target_relation, target_relation.MaterializedView if current is none else current.type) -%}

  {%- do materialized_view_setup(backup, staged, pre_hooks) -%}
  {%- set build_sql = materialized_view_get_build_sql(current, target_relation, backup, staged) -%}
  {%- if build_sql == '' -%}
    {%- do materialized_view_execute_no_op(target_relation) -%}
  {%- else -%}
    {%- do materialized_view_execute_build_sql(build_sql, current, target_relation, post_hooks) -%}
  {%- endif -%}
  {%- do materialized_view_teardown(backup, staged, post_hooks) -%}

  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}


{#- Removes what a run that was cut off left behind. -#}
{%- macro materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) -%}
  {%- set stale_backup = load_cached_relation(backup_relation) -%}
  {%- set stale_staged = load_cached_relation(intermediate_relation) -%}
  {%- do drop_relation_if_exists(stale_backup) -%}
  {%- do drop_relation_if_exists(stale_staged) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
{%- endmacro -%}


{%- macro materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) -%}
  {%- do drop_relation_if_exists(backup_relation) -%}
  {%- do drop_relation_if_exists(intermediate_relation) -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
{%- endmacro -%}


{#- The statement to run; empty when changed settings are to be left as they are. -#}
{%- macro materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) -%}
  {%- if existing_relation is none -%}
    {%- do return(get_create_materialized_view_as_sql(target_relation, sql)) -%}
  {%- elif should_full_refresh() or not existing_relation.is_materialized_view -%}
    {%- do return(get_replace_sql(existing_relation, target_relation, sql)) -%}
  {%- endif -%}

  {%- set reaction = config.get('on_configuration_change') -%}
  {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
  {%- set finding = 'Configuration changes were identified and `on_configuration_change` was set to `' ~ reaction
    ~ '` for `' ~ target_relation.render() ~ '`' -%}
  {%- if changes is none -%}
    {%- do return(refresh_materialized_view(target_relation)) -%}
  {%- elif reaction == 'apply' -%}
    {%- do return(get_alter_materialized_view_as_sql(
      target_relation, changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
  {%- elif reaction == 'continue' -%}
    {%- do exceptions.warn(finding) -%}
    {%- do return('') -%}
  {%- elif reaction == 'fail' -%}
    {%- do exceptions.raise_fail_fast_error(finding) -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error('Unexpected configuration scenario') -%}
  {%- endif -%}
{%- endmacro -%}


{%- macro materialized_view_execute_no_op(target_relation) -%}
  {%- do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') -%}
{%- endmacro -%}


{%- macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) -%}
  {#- The transaction begins with the first statement here. -#}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- call statement(name='main') %}
        {{ build_sql }}
  {%- endcall -%}

  {%- do apply_grants(
    target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
{%- endmacro -%}
