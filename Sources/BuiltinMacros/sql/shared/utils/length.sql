{%- macro length(expression) -%}
  {%- do return(adapter.dispatch('length', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__length(expression) -%}
  {{ '\n\n    length(\n        ' ~ expression ~ '\n    )' }}
{%- endmacro -%}
