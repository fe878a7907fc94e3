{#- How many boundaries of a part (year, week, hour …) lie between two dates. -#}
{%- macro datediff(first_date, second_date, datepart) -%}
  {%- do return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) -%}
{%- endmacro -%}

{%- macro default__datediff(first_date, second_date, datepart) -%}
  {{ 'datediff(\n        ' ~ [datepart, first_date, second_date] | join(',\n        ') ~ '\n        )' }}
{%- endmacro -%}
