{%- macro dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- do return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) -%}
{%- endmacro -%}

{%- macro default__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {{ '\n\n    dateadd(\n        ' ~ [datepart, interval, from_date_or_timestamp] | join(',\n        ') ~ '\n        )\n\n' }}
{%- endmacro -%}
