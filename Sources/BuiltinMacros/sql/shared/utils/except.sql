{%- macro except() -%}
  {%- do return(adapter.dispatch('except', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__except() -%}
  {{ '\n\n    except\n\n' }}
{%- endmacro -%}
