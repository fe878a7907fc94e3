{#- The old relation goes and the new view comes in one transaction: readers see the one or the other. -#}
{%- materialization view, adapter='sqlite' -%}
  {%- set target_relation = this.incorporate(type='view') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- set current = sqlite_begin_writing(target_relation) -%}
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


{#-
  Begins the node's transaction, waits until nobody else writes the file, and gives what stands at a name now: another process may have
  been there since the cache was filled.
-#}
{%- macro sqlite_begin_writing(relation) -%}
  {%- do return(adapter.begin_writing(relation)) -%}
{%- endmacro -%}
