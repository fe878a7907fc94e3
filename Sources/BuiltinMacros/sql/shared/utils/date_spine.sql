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
