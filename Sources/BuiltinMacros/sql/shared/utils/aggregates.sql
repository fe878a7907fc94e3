{%- macro any_value(expression) -%}
  {%- do return(adapter.dispatch('any_value', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__any_value(expression) -%}
  {{ 'any_value(' ~ expression ~ ')' }}
{%- endmacro -%}

{%- macro bool_or(expression) -%}
  {%- do return(adapter.dispatch('bool_or', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__bool_or(expression) -%}
  {{ 'bool_or(' ~ expression ~ ')' }}
{%- endmacro -%}

{#- The values of a group in one text, in the given order, at most `limit_num` of them. -#}
{%- macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
  {%- do return(adapter.dispatch('listagg', 'dbt')(measure, delimiter_text, order_by_clause, limit_num)) -%}
{%- endmacro -%}

{%- macro default__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set ordered = 'within group (' ~ order_by_clause ~ ')' if order_by_clause else '' -%}
  {%- if limit_num -%}
    {{ [
      'array_to_string(', '        array_slice(', '            array_agg(', '                ' ~ measure, '            )' ~ ordered,
      '            ,0', '            ,' ~ limit_num, '        ),', '        ' ~ delimiter_text, '        )'
    ] | join('\n') }}
  {%- else -%}
    {{ '\n    listagg(\n        ' ~ measure ~ ',\n        ' ~ delimiter_text ~ '\n        )\n        ' ~ ordered }}
  {%- endif -%}
{%- endmacro -%}
