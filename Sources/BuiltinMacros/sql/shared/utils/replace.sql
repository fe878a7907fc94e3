{%- macro replace(field, old_chars, new_chars) -%}
  {%- do return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) -%}
{%- endmacro -%}

{%- macro default__replace(field, old_chars, new_chars) -%}
  {{ '\n\n    replace(\n        ' ~ [field, old_chars, new_chars] | join(',\n        ') ~ '\n    )\n\n\n' }}
{%- endmacro -%}
