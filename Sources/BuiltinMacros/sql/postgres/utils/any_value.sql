{#- Postgres has no `any_value` before version 16; the least value is any value. -#}
{%- macro postgres__any_value(expression) -%}
  {{ 'min(' ~ expression ~ ')' }}
{%- endmacro -%}
