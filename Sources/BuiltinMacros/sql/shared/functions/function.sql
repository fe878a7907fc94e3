{#- Creates a function. Which macro builds its statement follows from its kind and language. -#}
{%- materialization function, default, supported_languages=['sql', 'python', 'javascript'] -%}
  {%- set current = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type=this.Function) -%}
  {%- do run_hooks(pre_hooks) -%}

  {%- set builder = this.get_function_macro_name(this.get_function_config(model)) -%}
  {#- By another name, since the name of the macro is not known before the run. -#}
  {%- set find = adapter.dispatch -%}
  {%- do function_execute_build_sql(find(builder, 'dbt')(target_relation), current, target_relation) -%}

  {%- do run_hooks(post_hooks) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}


{%- macro function_execute_build_sql(build_sql, existing_relation, target_relation) -%}
  {%- do return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) -%}
{%- endmacro -%}

{%- macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) -%}
  {%- call statement(name='main') %}
        {{ build_sql }}
  {%- endcall -%}
  {%- do apply_grants(
    target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do adapter.commit() -%}
{%- endmacro -%}
