{#- The four tests every project has. Text of tests is compared line by line, so line breaks and indents are spelled out. -#}
{% test unique(model, column_name) %}
  {%- set body = adapter.dispatch('test_unique', 'dbt') -%}
  {{- '\n    \n    ' ~ body(model, column_name) ~ '\n' -}}
{% endtest %}

{#- One row for each value that occurs more than once. -#}
{% macro default__test_unique(model, column_name) %}
  {{- [
    '', '',
    'select',
    '    ' ~ column_name ~ ' as unique_field,',
    '    count(*) as n_records',
    '',
    'from ' ~ model,
    'where ' ~ column_name ~ ' is not null',
    'group by ' ~ column_name,
    'having count(*) > 1',
    '', ''
  ] | join('\n') -}}
{% endmacro %}
