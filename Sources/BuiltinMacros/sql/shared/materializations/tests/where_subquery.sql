{#- What a generic test reads: the relation, or the part of it that the test's `where` lets through. -#}
{%- macro get_where_subquery(relation) -%}
  {%- do return(adapter.dispatch('get_where_subquery', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__get_where_subquery(relation) -%}
  {%- set filter = config.get('where', '') -%}
  {%- do return('(select * from ' ~ relation ~ ' where ' ~ filter ~ ') dbt_subquery' if filter else relation) -%}
{%- endmacro -%}
