{#-
  Runs the hooks that belong inside (or outside) the node's transaction, in the order given. Hooks outside are preceded by a commit, so
  that they never share a transaction with what ran before them. A hook that renders to nothing is left out.
-#}
{%- macro run_hooks(hooks, inside_transaction=True) -%}
  {%- for hook in hooks | selectattr('transaction', 'equalto', inside_transaction) -%}
    {%- if loop.first and not inside_transaction -%}
      {%- call statement(auto_begin=inside_transaction) -%}
        commit;
      {%- endcall -%}
    {%- endif -%}
    {%- set text = render(hook.get('sql')) | trim -%}
    {%- if text | length > 0 -%}
      {%- call statement(auto_begin=inside_transaction) %}
        {{ text }}
      {%- endcall -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro -%}


{#- A hook is JSON text: its SQL and whether it runs inside the node's transaction. -#}
{%- macro make_hook_config(sql, inside_transaction) -%}
  {{ tojson({'sql': sql, 'transaction': inside_transaction}) }}
{%- endmacro -%}


{%- macro before_begin(sql) -%}
  {{ make_hook_config(sql, inside_transaction=False) }}
{%- endmacro -%}


{%- macro in_transaction(sql) -%}
  {{ make_hook_config(sql, inside_transaction=True) }}
{%- endmacro -%}


{%- macro after_commit(sql) -%}
  {{ make_hook_config(sql, inside_transaction=False) }}
{%- endmacro -%}
