{#-
  A part in quotes, as dbt-sqlite's users write it, gives dbt-sqlite's text: an expression that finds out from the value whether it is a
  date or a time. There a negative number gives no value, so such calls, and parts without quotes, become date functions of our own.
-#}
{%- macro sqlite__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- set part = datepart | string -%}
  {%- if part[:1] == "'" and not (interval | string).strip().startswith('-') -%}
    {%- do return(sqlite_dateadd_by_value(part, interval, from_date_or_timestamp)) -%}
  {%- endif -%}
  {%- do return(sqlite_dateadd_by_part(sqlite_datepart(part), interval, from_date_or_timestamp)) -%}
{%- endmacro -%}

{#- The name of a part: without quotes, in lower case. -#}
{%- macro sqlite_datepart(datepart) -%}
  {%- do return((datepart | string).strip().strip("'").lower()) -%}
{%- endmacro -%}


{%- macro sqlite_dateadd_by_value(datepart, interval, moment) -%}
  {%- set asked = 'WHEN LOWER(' ~ datepart ~ ')' -%}
  {%- set as_time = [] -%}
  {%- set as_date = [asked ~ " IN ('second', 'minute', 'hour') THEN date(" ~ moment ~ ')'] -%}
  {%- for part, count, unit in [
    ('second', interval, 'seconds'), ('minute', interval, 'minutes'), ('hour', interval, 'hours'), ('day', interval, 'days'),
    ('week', '(' ~ interval ~ ' * 7)', 'days'), ('month', interval, 'months'), ('quarter', '(' ~ interval ~ ' * 3)', 'months'),
    ('year', interval, 'years')
  ] -%}
    {%- set shifted = '(' ~ moment ~ ", '+' || " ~ count ~ " || ' " ~ unit ~ "')" -%}
    {%- do as_time.append(asked ~ " = '" ~ part ~ "' THEN datetime" ~ shifted) -%}
    {%- if part not in ['second', 'minute', 'hour'] -%}
      {%- do as_date.append(asked ~ " = '" ~ part ~ "' THEN date" ~ shifted) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set line = '\n                ' -%}
  {%- set is_time = moment ~ " LIKE '%:%' OR (" ~ moment ~ " LIKE '%T%' AND " ~ moment ~ " LIKE '%Z%')" -%}
  {%- set is_date = moment ~ " LIKE '%-%' AND " ~ moment ~ " NOT LIKE '%T%' AND " ~ moment ~ " NOT LIKE '% %'" -%}
  {%- do return([
    '',
    '    -- If provided a DATETIME, returns a DATETIME',
    '    -- If provided a DATE, returns a DATE',
    '',
    '    CASE',
    '        -- Matches DATETIME type based on ISO-8601 ',
    '        WHEN ' ~ is_time ~ ' THEN',
    '            CASE' ~ line ~ as_time | join(line) ~ line ~ 'ELSE NULL',
    '            END',
    '        -- Matches DATE type based on ISO-8601',
    '        WHEN ' ~ is_date ~ ' THEN',
    '            CASE' ~ line ~ as_date | join(line) ~ line ~ 'ELSE NULL',
    '            END',
    '        ELSE',
    '            NULL',
    '    END',
    ''
  ] | join('\n')) -%}
{%- endmacro -%}


{#-
  Parts of a day give a time. Longer ones give a date for a date and a time for a time; months end where they end: a month after the 31st
  of January is the last day of February, as on Postgres.
-#}
{%- macro sqlite_dateadd_by_part(part, interval, moment) -%}
  {%- set of_day = {'hour': 'hours', 'minute': 'minutes', 'second': 'seconds'} -%}
  {%- set fractions = {'millisecond': 1000.0, 'microsecond': 1000000.0} -%}
  {%- set days = {'day': 1, 'week': 7} -%}
  {%- set months = {'month': 1, 'quarter': 3, 'year': 12, 'decade': 120, 'century': 1200} -%}
  {%- set count = '(' ~ interval ~ ')' -%}

  {%- if part in of_day -%}
    {%- do return('datetime(' ~ moment ~ ', ' ~ count ~ " || ' " ~ of_day[part] ~ "')") -%}
  {%- elif part in fractions -%}
    {%- do return("strftime('%Y-%m-%d %H:%M:%f', " ~ moment ~ ', (' ~ count ~ ' / ' ~ fractions[part] ~ ") || ' seconds')") -%}
  {%- elif part in days -%}
    {%- set shift = '(' ~ count ~ ' * ' ~ days[part] ~ ") || ' days'" -%}
    {%- do return(
      'case when length(' ~ moment ~ ') > 10 then datetime(' ~ moment ~ ', ' ~ shift ~ ') else date(' ~ moment ~ ', ' ~ shift ~ ') end') -%}
  {%- elif part in months -%}
    {%- set shift = '(' ~ count ~ ' * ' ~ months[part] ~ ") || ' months'" -%}
    {%- set last_of_month = 'date(' ~ moment ~ ", 'start of month', (" ~ count ~ ' * ' ~ months[part] ~ " + 1) || ' months', '-1 day')" -%}
    {%- do return(
      'case when length(' ~ moment ~ ') > 10 then min(datetime(' ~ moment ~ ', ' ~ shift ~ '), ' ~ last_of_month ~ " || ' ' || time("
      ~ moment ~ ')) else min(date(' ~ moment ~ ', ' ~ shift ~ '), ' ~ last_of_month ~ ') end') -%}
  {%- endif -%}
  {%- do exceptions.raise_compiler_error("Unsupported datepart for macro dateadd in sqlite: '" ~ part ~ "'") -%}
{%- endmacro -%}
