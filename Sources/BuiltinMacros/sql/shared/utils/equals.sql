{#- Equality; where the project's behaviour flag says so, two nulls are equal as well. -#}
{%- macro equals(expr1, expr2) -%}
  {%- do return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) -%}
{%- endmacro -%}

{%- macro default__equals(expr1, expr2) -%}
  {%- set same = '(' ~ expr1 ~ ' = ' ~ expr2 ~ ')' -%}
  {%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
    {%- set both_null = '(' ~ expr1 ~ ' is null and ' ~ expr2 ~ ' is null)' -%}
    {{ [
      '', '    case when (' ~ same ~ ' or ' ~ both_null ~ ')', '        then 0', '        else 1', '    end = 0', ''
    ] | join('\n') }}
  {%- else -%}
    {{ same ~ '\n' }}
  {%- endif -%}
{%- endmacro -%}
