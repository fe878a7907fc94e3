{#- Whole days and longer give a date, parts of a day a time. A week begins on Monday here, as on Postgres. -#}
{%- macro sqlite__date_trunc(datepart, date) -%}
  {%- set part = sqlite_datepart(datepart) -%}
  {%- set truncated = {
    'second': "strftime('%Y-%m-%d %H:%M:%S', {})",
    'minute': "strftime('%Y-%m-%d %H:%M:00', {})",
    'hour': "strftime('%Y-%m-%d %H:00:00', {})",
    'day': 'date({})',
    'week': "date({}, 'weekday 0', '-6 days')",
    'month': "date({}, 'start of month')",
    'quarter': "date({0}, 'start of month', -((strftime('%m', {0}) - 1) % 3) || ' months')",
    'year': "date({}, 'start of year')"
  } -%}
  {%- if part not in truncated -%}
    {%- do exceptions.raise_compiler_error("Unsupported datepart for macro date_trunc in sqlite: '" ~ part ~ "'") -%}
  {%- endif -%}
  {%- do return(truncated[part].format(date)) -%}
{%- endmacro -%}
