{#- Where a text first occurs in another, counted from 1; 0 when it does not. -#}
{%- macro position(substring_text, string_text) -%}
  {%- do return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) -%}
{%- endmacro -%}

{%- macro default__position(substring_text, string_text) -%}
  {{ '\n\n    position(\n        ' ~ substring_text ~ ' in ' ~ string_text ~ '\n    )' }}
{%- endmacro -%}
