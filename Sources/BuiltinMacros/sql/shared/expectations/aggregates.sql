{#-
  Expectations of one number about a column, or one for each group. Sums, means and quantiles are worked out in decimals, not in binary
  fractions. Where there are no values there is no number, and nothing is broken.
-#}
{% test sum_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, smelt_exact_sum(column_name), min_value, max_value, strictly, group_by) }}
{% endtest %}

{% test mean_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, smelt_exact_mean(column_name), min_value, max_value, strictly, group_by) }}
{% endtest %}

{% test stdev_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, smelt_sample_stdev(column_name), min_value, max_value, strictly, group_by) }}
{% endtest %}

{% test min_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, 'min(' ~ column_name ~ ')', min_value, max_value, strictly, group_by, is_exact=false) }}
{% endtest %}

{% test max_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, 'max(' ~ column_name ~ ')', min_value, max_value, strictly, group_by, is_exact=false) }}
{% endtest %}

{% test distinct_count_between(model, column_name, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_aggregate_between(model, 'count(distinct ' ~ column_name ~ ')', min_value, max_value, strictly, group_by, is_exact=false) }}
{% endtest %}

{% test row_count_between(model, min_value=none, max_value=none, group_by=[]) %}
{{ smelt_aggregate_between(model, 'count(*)', min_value, max_value, false, group_by, is_exact=false) }}
{% endtest %}

{#-
  The value below which a part of the values lies: with the values in order, x(0) … x(n-1), and p = quantile * (n-1), it is
  x(floor p) + (x(floor p + 1) - x(floor p)) * (p - floor p).
-#}
{% test quantile_between(model, column_name, quantile, min_value=none, max_value=none, strictly=false, group_by=[]) %}
{{ smelt_quantile_between_sql(model, column_name, quantile, min_value, max_value, strictly, group_by) }}
{% endtest %}

{%- macro smelt_quantile_between_sql(model, column_name, quantile, min_value, max_value, strictly, group_by) -%}
  {%- do return(adapter.dispatch('smelt_quantile_between_sql', 'dbt')(model, column_name, quantile, min_value, max_value, strictly, group_by)) -%}
{%- endmacro -%}

{%- macro default__smelt_quantile_between_sql(model, column_name, quantile, min_value, max_value, strictly, group_by) -%}
  {%- set within = 'partition by ' ~ group_by | join(', ') ~ ' ' if group_by else '' -%}
  {%- set groups = group_by | join(', ') ~ ', ' if group_by else '' -%}
with ordered as (
    select {{ groups }}{{ smelt_as_decimal(column_name) }} as value,
        row_number() over ({{ within }}order by {{ column_name }}) - 1 as place,
        cast({{ quantile }} as numeric) * (count(*) over ({{ within }}) - 1) as wanted
    from {{ model }}
    where {{ column_name }} is not null
),
found as (
    select {{ groups }}max(case when place = floor(wanted) then value end)
        + coalesce(
            (max(case when place = floor(wanted) + 1 then value end) - max(case when place = floor(wanted) then value end))
            * max(wanted - floor(wanted)), 0) as value
    from ordered
    {{ 'group by ' ~ group_by | join(', ') if group_by }}
)
select * from found
where {{ smelt_outside('value', min_value, max_value, strictly) }}
{%- endmacro -%}


{#- The groups, or the one, whose aggregate lies outside. -#}
{%- macro smelt_aggregate_between(model, aggregate, min_value, max_value, strictly=false, group_by=[], is_exact=true) -%}
select * from (
    select {{ group_by | join(', ') ~ ', ' if group_by }}{{ aggregate }} as value
    from {{ model }}
    {{ 'group by ' ~ group_by | join(', ') if group_by }}
) aggregated
where {{ smelt_outside('value', min_value, max_value, strictly, is_exact) }}
{%- endmacro -%}

{#- Whether a value lies outside of its bounds. -#}
{%- macro smelt_outside(value, min_value, max_value, strictly=false, is_exact=true) -%}
  {%- if min_value is none and max_value is none -%}
    {%- do exceptions.raise_compiler_error(model.name ~ ' needs min_value, max_value or both') -%}
  {%- endif -%}
  {%- set bounds = [] -%}
  {%- if min_value is not none -%}
    {%- do bounds.append(smelt_compared(value, '<=' if strictly else '<', min_value, is_exact)) -%}
  {%- endif -%}
  {%- if max_value is not none -%}
    {%- do bounds.append(smelt_compared(value, '>=' if strictly else '>', max_value, is_exact)) -%}
  {%- endif -%}
  {%- do return(bounds | join(' or ')) -%}
{%- endmacro -%}

{%- macro smelt_compared(left, operator, right, is_exact) -%}
  {%- do return(smelt_exact_compare(left, operator, right) if is_exact else left ~ ' ' ~ operator ~ ' ' ~ right) -%}
{%- endmacro -%}


{#- Arithmetic in decimals. A binary fraction counts as the shortest decimal that stands for it, which is its text. -#}
{%- macro smelt_as_decimal(expression) -%}
  {%- do return('cast(cast(' ~ expression ~ ' as text) as numeric)') -%}
{%- endmacro -%}

{%- macro smelt_exact_sum(expression) -%}
  {%- do return(adapter.dispatch('smelt_exact_sum', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__smelt_exact_sum(expression) -%}
  {%- do return('sum(' ~ smelt_as_decimal(expression) ~ ')') -%}
{%- endmacro -%}

{%- macro smelt_exact_mean(expression) -%}
  {%- do return(adapter.dispatch('smelt_exact_mean', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__smelt_exact_mean(expression) -%}
  {%- do return('avg(' ~ smelt_as_decimal(expression) ~ ')') -%}
{%- endmacro -%}

{%- macro smelt_sample_stdev(expression) -%}
  {%- do return(adapter.dispatch('smelt_sample_stdev', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__smelt_sample_stdev(expression) -%}
  {%- do return('stddev_samp(' ~ smelt_as_decimal(expression) ~ ')') -%}
{%- endmacro -%}

{%- macro smelt_exact_compare(left, operator, right) -%}
  {%- do return(adapter.dispatch('smelt_exact_compare', 'dbt')(left, operator, right)) -%}
{%- endmacro -%}

{%- macro default__smelt_exact_compare(left, operator, right) -%}
  {%- do return(left ~ ' ' ~ operator ~ ' ' ~ right) -%}
{%- endmacro -%}

{#- A number as written, as two whole ones: 0.95 is [95, 100]. -#}
{%- macro smelt_whole_parts(number) -%}
  {%- set text = number | string -%}
  {%- if 'e' in text | lower -%}
    {%- set text = '%.12f' | format(number | float) -%}
  {%- endif -%}
  {%- set whole, _, fraction = text.partition('.') -%}
  {%- do return([(whole ~ fraction) | int, 10 ** (fraction | length)]) -%}
{%- endmacro -%}
