{%- macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set ordered = order_by_clause or '' -%}
  {%- if limit_num -%}
    {{ [
      'array_to_string(', '        (array_agg(', '            ' ~ measure, '            ' ~ ordered,
      '        ))[1:' ~ limit_num ~ '],', '        ' ~ delimiter_text, '        )'
    ] | join('\n') }}
  {%- else -%}
    {{ ['', '    string_agg(', '        ' ~ measure ~ ',', '        ' ~ delimiter_text, '        ' ~ ordered, '        )'] | join('\n') }}
  {%- endif -%}
{%- endmacro -%}
