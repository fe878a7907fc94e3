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
