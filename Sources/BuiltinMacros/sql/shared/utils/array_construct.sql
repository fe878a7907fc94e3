{#- All elements of an array have one type, as Postgres wants it. An empty array needs the type written out. -#}
{%- macro array_construct(inputs=[], data_type=api.Column.translate_type('integer')) -%}
  {%- do return(adapter.dispatch('array_construct', 'dbt')(inputs, data_type)) -%}
{%- endmacro -%}

{%- macro default__array_construct(inputs, data_type) -%}
  {{ '\n    ' ~ ('array[ ' ~ inputs | join(' , ') ~ ' ]' if inputs | length > 0 else 'array[]::' ~ data_type ~ '[]') ~ '\n    ' }}
{%- endmacro -%}
