{#- Null instead of an error where the database can do that; a plain cast elsewhere. -#}
{%- macro safe_cast(field, type) -%}
  {%- do return(adapter.dispatch('safe_cast', 'dbt')(field, type)) -%}
{%- endmacro -%}

{%- macro default__safe_cast(field, type) -%}
  {{ '\n    \n    cast(' ~ field ~ ' as ' ~ type ~ ')\n' }}
{%- endmacro -%}
