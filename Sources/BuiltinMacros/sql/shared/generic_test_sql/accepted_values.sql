{#- One row for each value that is not in the list. The values are written as they are: quoting text inside them is the author's part. -#}
{% macro default__test_accepted_values(model, column_name, values, quote=True) %}
  {%- set mark = "'" if quote else '' -%}
  {%- set allowed = [] -%}
  {%- for value in values -%}
    {%- do allowed.append(mark ~ value ~ mark) -%}
  {%- endfor -%}
  {{- [
    '', '',
    'with all_values as (',
    '',
    '    select',
    '        ' ~ column_name ~ ' as value_field,',
    '        count(*) as n_records',
    '',
    '    from ' ~ model,
    '    group by ' ~ column_name,
    '',
    ')',
    '',
    'select *',
    'from all_values',
    'where value_field not in (',
    '    ' ~ allowed | join(','),
    ')',
    '', ''
  ] | join('\n') -}}
{% endmacro %}
