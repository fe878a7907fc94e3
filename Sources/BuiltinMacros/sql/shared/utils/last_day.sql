{#- The last day of the month, quarter or year that a date lies in: a day before the next one begins. -#}
{%- macro last_day(date, datepart) -%}
  {%- do return(adapter.dispatch('last_day', 'dbt')(date, datepart)) -%}
{%- endmacro -%}


{%- macro default_last_day(date, datepart) -%}
  {%- set next_part = dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date)) -%}
  {{ 'cast(\n        ' ~ dbt.dateadd('day', '-1', next_part) ~ '\n        as date)' }}
{%- endmacro -%}


{%- macro default__last_day(date, datepart) -%}
  {{ dbt.default_last_day(date, datepart) }}
{%- endmacro -%}
