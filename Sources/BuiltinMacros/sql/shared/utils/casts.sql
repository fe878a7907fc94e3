{#-
  Text that ends up inside models is compared line by line with what dbt makes of the same model, so line breaks and indents around these
  expressions are spelled out in all files of this folder.
-#}
{%- macro cast(field, type) -%}
  {%- do return(adapter.dispatch('cast', 'dbt')(field, type)) -%}
{%- endmacro -%}

{%- macro default__cast(field, type) -%}
  {{ '\n    cast(' ~ field ~ ' as ' ~ type ~ ')\n' }}
{%- endmacro -%}

{#- Null instead of an error where the database can do that; a plain cast elsewhere. -#}
{%- macro safe_cast(field, type) -%}
  {%- do return(adapter.dispatch('safe_cast', 'dbt')(field, type)) -%}
{%- endmacro -%}

{%- macro default__safe_cast(field, type) -%}
  {{ '\n    \n    cast(' ~ field ~ ' as ' ~ type ~ ')\n' }}
{%- endmacro -%}

{%- macro cast_bool_to_text(field) -%}
  {{ '\n  ' ~ adapter.dispatch('cast_bool_to_text', 'dbt')(field) ~ '\n' }}
{%- endmacro -%}

{%- macro default__cast_bool_to_text(field) -%}
  {{ '\n    cast(' ~ field ~ ' as ' ~ api.Column.translate_type('string') ~ ')\n' }}
{%- endmacro -%}
