{#- The last characters of a text. -#}
{%- macro right(string_text, length_expression) -%}
  {%- do return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) -%}
{%- endmacro -%}

{%- macro default__right(string_text, length_expression) -%}
  {{ '\n\n    right(\n        ' ~ string_text ~ ',\n        ' ~ length_expression ~ '\n    )' }}
{%- endmacro -%}
