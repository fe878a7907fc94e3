{%- macro concat(fields) -%}
  {%- do return(adapter.dispatch('concat', 'dbt')(fields)) -%}
{%- endmacro -%}

{%- macro default__concat(fields) -%}
  {{ fields | join(' || ') }}
{%- endmacro -%}

{%- macro length(expression) -%}
  {%- do return(adapter.dispatch('length', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__length(expression) -%}
  {{ '\n\n    length(\n        ' ~ expression ~ '\n    )' }}
{%- endmacro -%}

{%- macro replace(field, old_chars, new_chars) -%}
  {%- do return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) -%}
{%- endmacro -%}

{%- macro default__replace(field, old_chars, new_chars) -%}
  {{ '\n\n    replace(\n        ' ~ [field, old_chars, new_chars] | join(',\n        ') ~ '\n    )\n\n\n' }}
{%- endmacro -%}

{#- The last characters of a text. -#}
{%- macro right(string_text, length_expression) -%}
  {%- do return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) -%}
{%- endmacro -%}

{%- macro default__right(string_text, length_expression) -%}
  {{ '\n\n    right(\n        ' ~ string_text ~ ',\n        ' ~ length_expression ~ '\n    )' }}
{%- endmacro -%}

{#- Where a text first occurs in another, counted from 1; 0 when it does not. -#}
{%- macro position(substring_text, string_text) -%}
  {%- do return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) -%}
{%- endmacro -%}

{%- macro default__position(substring_text, string_text) -%}
  {{ '\n\n    position(\n        ' ~ substring_text ~ ' in ' ~ string_text ~ '\n    )' }}
{%- endmacro -%}

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

{%- macro hash(field) -%}
  {%- do return(adapter.dispatch('hash', 'dbt')(field)) -%}
{%- endmacro -%}

{%- macro default__hash(field) -%}
  {{ 'md5(cast(' ~ field ~ ' as ' ~ api.Column.translate_type('string') ~ '))' }}
{%- endmacro -%}


{#- A text as a literal; quotes inside it have to be doubled first. -#}
{%- macro string_literal(value) -%}
  {%- do return(adapter.dispatch('string_literal', 'dbt')(value)) -%}
{%- endmacro -%}

{%- macro default__string_literal(value) -%}
  {{ "'" ~ value ~ "'" }}
{%- endmacro -%}

{%- macro escape_single_quotes(expression) -%}
  {%- do return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "''") }}
{%- endmacro -%}
