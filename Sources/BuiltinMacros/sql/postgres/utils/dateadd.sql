{%- macro postgres__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {{ '\n\n    ' ~ from_date_or_timestamp ~ " + ((interval '1 " ~ datepart ~ "') * (" ~ interval ~ '))\n\n' }}
{%- endmacro -%}
