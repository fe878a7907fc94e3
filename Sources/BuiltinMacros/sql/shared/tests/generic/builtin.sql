{#-
  The four tests every project has; their SQL can be redefined per database. Its text is compared line by line with what dbt compiles, so
  line breaks and indents are spelled out.
-#}
{% test unique(model, column_name) %}
  {%- set body = adapter.dispatch('test_unique', 'dbt') -%}
  {{- '\n    \n    ' ~ body(model, column_name) ~ '\n' -}}
{% endtest %}


{% test accepted_values(model, column_name, values, quote=True) %}
  {%- set body = adapter.dispatch('test_accepted_values', 'dbt') -%}
  {{- '\n    \n    ' ~ body(model, column_name, values, quote) ~ '\n' -}}
{% endtest %}


{% test not_null(model, column_name) %}
  {%- set body = adapter.dispatch('test_not_null', 'dbt') -%}
  {{- '\n    \n    ' ~ body(model, column_name) ~ '\n' -}}
{% endtest %}


{% test relationships(model, column_name, to, field) %}
  {%- set body = adapter.dispatch('test_relationships', 'dbt') -%}
  {{- '\n    \n    ' ~ body(model, column_name, to, field) ~ '\n' -}}
{% endtest %}
