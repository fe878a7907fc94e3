{#- The old relation goes and the new view comes in one transaction: readers see the one or the other. -#}
{%- materialization view, adapter='sqlite' -%}
  {%- set current = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = this.incorporate(type='view') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do sqlite_begin() -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- if current is not none -%}
    {%- do adapter.drop_relation(current) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    {{ create_view_as(target_relation, sql) }}
  {%- endcall -%}

  {%- do persist_docs(target_relation, model) -%}
  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}

  {%- do run_hooks(post_hooks, inside_transaction=False) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}


{#- Begins the node's transaction before anything is dropped: `drop_relation` alone would not. -#}
{%- macro sqlite_begin() -%}
  {%- call statement(auto_begin=True) -%}
    select 1
  {%- endcall -%}
{%- endmacro -%}
