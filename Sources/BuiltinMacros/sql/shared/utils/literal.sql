{#- A text as a literal; quotes inside it have to be doubled first. -#}
{%- macro string_literal(value) -%}
  {%- do return(adapter.dispatch('string_literal', 'dbt')(value)) -%}
{%- endmacro -%}

{%- macro default__string_literal(value) -%}
  {{ "'" ~ value ~ "'" }}
{%- endmacro -%}
