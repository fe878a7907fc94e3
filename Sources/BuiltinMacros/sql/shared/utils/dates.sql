{#- A date literal. -#}
{%- macro date(year, month, day) -%}
  {%- do return(adapter.dispatch('date', 'dbt')(year, month, day)) -%}
{%- endmacro -%}

{%- macro default__date(year, month, day) -%}
  {{ "to_date('" ~ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') ~ "', 'YYYY-MM-DD')" }}
{%- endmacro -%}


{%- macro dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- do return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) -%}
{%- endmacro -%}

{%- macro default__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {{ '\n\n    dateadd(\n        ' ~ [datepart, interval, from_date_or_timestamp] | join(',\n        ') ~ '\n        )\n\n' }}
{%- endmacro -%}


{#- How many boundaries of a part (year, week, hour …) lie between two dates. -#}
{%- macro datediff(first_date, second_date, datepart) -%}
  {%- do return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) -%}
{%- endmacro -%}

{%- macro default__datediff(first_date, second_date, datepart) -%}
  {{ 'datediff(\n        ' ~ [datepart, first_date, second_date] | join(',\n        ') ~ '\n        )' }}
{%- endmacro -%}


{%- macro date_trunc(datepart, date) -%}
  {%- do return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) -%}
{%- endmacro -%}

{%- macro default__date_trunc(datepart, date) -%}
  {{ "date_trunc('" ~ datepart ~ "', " ~ date ~ ')' }}
{%- endmacro -%}


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


{#- Asks the database how many intervals lie between two dates. -#}
{%- macro get_intervals_between(start_date, end_date, datepart) -%}
  {%- do return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) -%}
{%- endmacro -%}

{%- macro default__get_intervals_between(start_date, end_date, datepart) -%}
  {%- call statement('get_intervals_between', fetch_result=True) -%}
    select {{ dbt.datediff(start_date, end_date, datepart) }}
  {%- endcall -%}
  {%- set answer = load_result('get_intervals_between') -%}
  {#- No answer while the project is only read: any number will do then. -#}
  {%- do return(answer['data'][0][0] if answer and answer['data'] else 1) -%}
{%- endmacro -%}


{#- A query with one row for each day (week, month …) from the first date up to the last. -#}
{%- macro date_spine(datepart, start_date, end_date) -%}
  {%- do return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) -%}
{%- endmacro -%}

{%- macro default__date_spine(datepart, start_date, end_date) -%}
  {%- set column = 'date_' ~ datepart -%}
  {%- set count = dbt.get_intervals_between(start_date, end_date, datepart) -%}
  {{- [
    '', '', '', '    ', '', '', '    with rawdata as (', '',
    '        ' ~ dbt.generate_series(count), '',
    '    ),', '',
    '    all_periods as (', '',
    '        select (',
    '            ' ~ dbt.dateadd(datepart, 'row_number() over (order by 1) - 1', start_date),
    '        ) as ' ~ column,
    '        from rawdata', '',
    '    ),', '',
    '    filtered as (', '',
    '        select *',
    '        from all_periods',
    '        where ' ~ column ~ ' <= ' ~ end_date, '',
    '    )', '',
    '    select * from filtered', '', ''
  ] | join('\n') -}}
{%- endmacro -%}
