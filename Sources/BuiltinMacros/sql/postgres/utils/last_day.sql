{#- A quarter is no interval to Postgres: three months are. -#}
{%- macro postgres__last_day(date, datepart) -%}
  {%- if datepart == 'quarter' -%}
    {%- set next_quarter = dbt.dateadd('month', '3', dbt.date_trunc(datepart, date)) -%}
    {{ [
      '-- postgres dateadd does not support quarter interval.', '    cast(',
      '        ' ~ dbt.dateadd('day', '-1', next_quarter), '        as date)'
    ] | join('\n') }}
  {%- else -%}
    {{ dbt.default_last_day(date, datepart) }}
  {%- endif -%}
{%- endmacro -%}
