{#- Expectations of the values of a column as a set; that it has no others than those named is `accepted_values`. -#}
{% test distinct_values_equal_set(model, column_name, values, quote=true) %}
{{ smelt_named_values(model, column_name, values, quote) }}
select value, 'missing' as problem from named where value not in (select value from present)
union all
select value, 'not expected' as problem from present where value not in (select value from named)
{% endtest %}

{% test distinct_values_contain_set(model, column_name, values, quote=true) %}
{{ smelt_named_values(model, column_name, values, quote) }}
select value, 'missing' as problem from named where value not in (select value from present)
{% endtest %}

{%- macro smelt_named_values(model, column_name, values, quote) -%}
  {%- set mark = "'" if quote else '' -%}
with named as (
    {%- for value in values %}
    {{ 'union all ' if not loop.first }}select {{ mark ~ value ~ mark }} as value
    {%- endfor %}
),
present as (
    select distinct {{ column_name }} as value from {{ model }} where {{ column_name }} is not null
)
{%- endmacro -%}


{#- No two rows share the values of these columns. As in a unique index of most engines, rows that lack one of them are not counted. -#}
{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
  {%- set columns = [] -%}
  {%- for column in combination_of_columns -%}
    {%- do columns.append(adapter.quote(column) if quote_columns else column) -%}
  {%- endfor %}
select {{ columns | join(', ') }}, count(*) as n_records
from {{ model }}
where {{ columns | join(' is not null and ') }} is not null
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}


{#- The part of the rows, of the whole or of each group, that has a value. -#}
{% test not_null_proportion(model, column_name, at_least, at_most=1, group_by_columns=[]) %}
  {%- set groups = group_by_columns | join(', ') -%}
  {%- set least, least_scale = smelt_whole_parts(at_least) -%}
  {%- set most, most_scale = smelt_whole_parts(at_most) %}
select * from (
    select {{ groups ~ ', ' if groups }}count({{ column_name }}) as n_values, count(*) as n_records
    from {{ model }}
    {{ 'group by ' ~ groups if groups }}
) counted
where n_values * {{ least_scale }} < {{ least }} * n_records or n_values * {{ most_scale }} > {{ most }} * n_records
{% endtest %}
