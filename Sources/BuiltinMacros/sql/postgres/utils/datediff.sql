{#-
  Each part is counted with the help of the next longer one: quarters and months within years, hours within days, and so on. A week
  begins on Sunday.
-#}
{%- macro postgres__datediff(first_date, second_date, datepart) -%}
  {%- set longer = {
    'quarter': ['year', 4], 'month': ['year', 12], 'hour': ['day', 24], 'minute': ['hour', 60],
    'second': ['minute', 60], 'millisecond': ['minute', 60000], 'microsecond': ['minute', 60000000]
  } -%}
  {%- set type = 'date' if datepart in ['year', 'quarter', 'month', 'day'] else 'timestamp' -%}
  {%- set first = '(' ~ first_date ~ ')::' ~ type -%}
  {%- set second = '(' ~ second_date ~ ')::' ~ type -%}
  {%- set first_part = "date_part('" ~ datepart ~ "', " ~ first ~ ')' -%}
  {%- set second_part = "date_part('" ~ datepart ~ "', " ~ second ~ ')' -%}

  {%- if datepart == 'year' -%}
    {%- set difference = second_part ~ ' - ' ~ first_part -%}
  {%- elif datepart == 'day' -%}
    {%- set difference = second ~ ' - ' ~ first -%}
  {%- elif datepart == 'week' -%}
    {%- set in_order = 'case when ' ~ first_date ~ ' <= ' ~ second_date ~ ' then ' -%}
    {%- set difference = [
      datediff(first_date, second_date, 'day') ~ ' / 7 + case',
      "            when date_part('dow', " ~ first ~ ") <= date_part('dow', " ~ second ~ ') then',
      '                ' ~ in_order ~ '0 else -1 end',
      '            else',
      '                ' ~ in_order ~ '1 else 0 end',
      '        end'
    ] | join('\n') -%}
  {%- elif datepart in longer -%}
    {%- set part, size = longer[datepart] -%}
    {%- if part == 'minute' -%}
      {%- set first_part, second_part = 'floor(' ~ first_part ~ ')', 'floor(' ~ second_part ~ ')' -%}
    {%- endif -%}
    {%- set difference = datediff(first_date, second_date, part) ~ ' * ' ~ size ~ ' + ' ~ second_part ~ ' - ' ~ first_part -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error('Unsupported datepart for macro datediff in postgres: {!r}'.format(datepart)) -%}
  {%- endif -%}
  {{ '\n        (' ~ difference ~ ')\n    ' }}
{%- endmacro -%}
