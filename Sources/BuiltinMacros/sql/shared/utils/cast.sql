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
