{#- The n-th piece of a text between delimiters. -#}
{%- macro split_part(string_text, delimiter_text, part_number) -%}
  {%- do return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) -%}
{%- endmacro -%}

{%- macro default__split_part(string_text, delimiter_text, part_number) -%}
  {{ '\n\n    split_part(\n        ' ~ [string_text, delimiter_text, part_number] | join(',\n        ') ~ '\n        )\n\n' }}
{%- endmacro -%}


{#- The same counted from the end (-1 is the last), for databases whose own function counts from the start only. -#}
{%- macro _split_part_negative(string_text, delimiter_text, part_number) -%}
  {%- set from_start = [
    '          length(' ~ string_text ~ ')',
    '          - length(',
    '              replace(' ~ string_text ~ ',  ' ~ delimiter_text ~ ", '')",
    '          ) + 2 + ' ~ part_number
  ] | join('\n') -%}
  {{ '\n\n    split_part(\n        ' ~ string_text ~ ',\n        ' ~ delimiter_text ~ ',\n' ~ from_start ~ '\n        )\n\n' }}
{%- endmacro -%}
