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
