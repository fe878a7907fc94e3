{#-
  A cast to a type that SQLite does not know turns text into a number: dates, times and columns of no type keep their values as they are. In
  a column of no type, which is what every expression gives, a literal that is written as a number is one.
-#}
{%- macro sqlite__safe_cast(field, type) -%}
  {%- set name = (type | string).strip().lower().split('(')[0] -%}
  {%- if name in ['unknown', ''] -%}
    {%- set number = modules.re.match("'(-?(0|[1-9][0-9]*)(\\.[0-9]+)?)'$", field | string) -%}
    {%- do return('\n    \n    ' ~ (number.group(1) if number else field) ~ '\n') -%}
  {%- elif name in ['date', 'time', 'datetime', 'timestamp', 'timestamptz', 'timestamp without time zone'] -%}
    {%- do return('\n    \n    ' ~ field ~ '\n') -%}
  {%- endif -%}
  {%- do return(default__safe_cast(field, type)) -%}
{%- endmacro -%}
