{%- macro sqlite__last_day(date, datepart) -%}
  {%- set part = sqlite_datepart(datepart) -%}
  {%- set ends = {
    'day': 'date({})',
    'week': "date({}, 'weekday 0')",
    'month': "date({}, 'start of month', '+1 month', '-1 day')",
    'quarter': "date({0}, 'start of month', (3 - (strftime('%m', {0}) - 1) % 3) || ' months', '-1 day')",
    'year': "date({}, 'start of year', '+1 year', '-1 day')"
  } -%}
  {%- if part not in ends -%}
    {%- do exceptions.raise_compiler_error("Unsupported datepart for macro last_day in sqlite: '" ~ part ~ "'") -%}
  {%- endif -%}
  {%- do return(ends[part].format(date)) -%}
{%- endmacro -%}
