{#- Postgres also takes defaults. -#}
{%- macro postgres__formatted_scalar_function_args_sql() -%}
  {%- set declared = [] -%}
  {%- for argument in model.arguments -%}
    {%- set fallback = argument.get('default_value', none) -%}
    {%- set ending = ' DEFAULT ' ~ fallback if fallback != none else '' -%}
    {%- do declared.append(argument.name ~ ' ' ~ argument.data_type ~ ending) -%}
  {%- endfor -%}
  {{ declared | join(', ') }}
{%- endmacro -%}
