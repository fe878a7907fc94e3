{#-
  A cast to a type that SQLite does not know turns text into a number: dates, times and columns of no type keep their values as they are.
-#}
{%- macro sqlite__safe_cast(field, type) -%}
  {%- set name = (type | string).strip().lower().split('(')[0] -%}
  {%- if name in ['unknown', '', 'date', 'time', 'datetime', 'timestamp', 'timestamptz', 'timestamp without time zone'] -%}
    {%- do return('\n    \n    ' ~ field ~ '\n') -%}
  {%- endif -%}
  {%- do return(default__safe_cast(field, type)) -%}
{%- endmacro -%}
