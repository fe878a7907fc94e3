{#- The rows without a value: whole rows when they are to be stored, else the column alone. -#}
{% macro default__test_not_null(model, column_name) %}
  {{- [
    '', '', '', '',
    'select ' ~ ('*' if should_store_failures() else column_name),
    'from ' ~ model,
    'where ' ~ column_name ~ ' is null',
    '', ''
  ] | join('\n') -}}
{% endmacro %}
