{#- Expectations of how the values of a column follow each other, in all rows or in those of each group. -#}

{#- In the order of another column the values go up, or down. -#}
{% test monotonic(model, column_name, sort_column, direction='increasing', strictly=true, group_by_columns=[]) %}
  {%- if direction not in ['increasing', 'decreasing'] -%}
    {%- do exceptions.raise_compiler_error("monotonic: '" ~ direction ~ "' is no direction; give increasing or decreasing") -%}
  {%- endif -%}
  {%- set operator = '<' if direction == 'increasing' else '>' %}
{{ smelt_with_previous(model, column_name, group_by_columns, sort_column) }}
select * from followed
where value {{ operator }} previous{{ ' or value = previous' if strictly }}
{% endtest %}


{#- Each value is the one before it and the interval. -#}
{% test sequential_values(model, column_name, interval=1, datepart=none, group_by_columns=[]) %}
{{ smelt_with_previous(model, column_name, group_by_columns) }}
select * from followed
where {{ smelt_moved('value', datepart) }} <> {{ smelt_shifted('previous', interval, datepart) }}
{% endtest %}


{#- No value is further from the one before it than the interval; the same value may come several times. -#}
{% test no_gaps(model, column_name, interval=1, datepart=none, group_by_columns=[]) %}
{{ smelt_with_previous(model, column_name, group_by_columns) }}
select * from followed
where {{ smelt_moved('value', datepart) }} > {{ smelt_shifted('previous', interval, datepart) }}
{% endtest %}


{%- macro smelt_with_previous(model, column_name, group_by_columns, sort_column=none) -%}
  {%- set groups = group_by_columns | join(', ') -%}
with followed as (
    select {{ groups ~ ', ' if groups }}{{ column_name }} as value,
        lag({{ column_name }}) over ({{ 'partition by ' ~ groups ~ ' ' if groups }}order by {{ sort_column or column_name }}) as previous
    from {{ model }}
    where {{ column_name }} is not null
)
{%- endmacro -%}

{%- macro smelt_moved(expression, datepart) -%}
  {%- do return(smelt_as_moment(expression) if datepart else expression) -%}
{%- endmacro -%}

{%- macro smelt_shifted(expression, interval, datepart) -%}
  {%- if datepart -%}
    {%- do return(smelt_as_moment(dbt.dateadd(datepart, interval, expression))) -%}
  {%- endif -%}
  {%- do return(expression ~ ' + ' ~ interval) -%}
{%- endmacro -%}
