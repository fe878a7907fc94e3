{#- Of its settings only the indexes can be compared with the model's. -#}
{%- macro postgres__describe_materialized_view(relation) -%}
  {%- do return({'indexes': run_query(get_show_indexes_sql(relation))}) -%}
{%- endmacro -%}
