{#- The boundaries between two dates, counted as on Postgres; a week begins on Sunday. -#}
{%- macro sqlite__datediff(first_date, second_date, datepart) -%}
  {%- set part = sqlite_datepart(datepart) -%}
  {%- set counted = {
    'year': "strftime('%Y', {})",
    'quarter': "(strftime('%Y', {0}) * 4 + (strftime('%m', {0}) - 1) / 3)",
    'month': "(strftime('%Y', {0}) * 12 + strftime('%m', {0}))",
    'week': 'cast((julianday(date({})) + 1.5) / 7 as integer)',
    'day': 'cast(julianday(date({})) + 0.5 as integer)',
    'hour': "strftime('%s', strftime('%Y-%m-%d %H:00', {})) / 3600",
    'minute': "strftime('%s', strftime('%Y-%m-%d %H:%M', {})) / 60",
    'second': "strftime('%s', {})",
    'millisecond': 'cast(round(julianday({}) * 86400000) as integer)',
    'microsecond': 'cast(round(julianday({}) * 86400000) as integer) * 1000'
  } -%}
  {%- if part not in counted -%}
    {%- do exceptions.raise_compiler_error("Unsupported datepart for macro datediff in sqlite: '" ~ part ~ "'") -%}
  {%- endif -%}
  {%- do return('(' ~ counted[part].format(second_date) ~ ' - ' ~ counted[part].format(first_date) ~ ')') -%}
{%- endmacro -%}

{#- The name under which it was to be tried out once. -#}
{%- macro sqlite__datediff_broken(first_date, second_date, datepart) -%}
  {%- do return(sqlite__datediff(first_date, second_date, datepart)) -%}
{%- endmacro -%}
