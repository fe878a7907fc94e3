{#- Expectations of a relation as a whole, and of two. -#}
{% test equal_rowcount(model, compare_model) %}
select * from (
    select (select count(*) from {{ model }}) as n_records, (select count(*) from {{ compare_model }}) as n_compared
) counted
where n_records <> n_compared
{% endtest %}


{#- The newest moment, of the whole or of each group, is not older than so many parts of time. Where there is none, that is a failure. -#}
{% test recency(model, datepart, interval, field=none, column_name=none, group_by_columns=[]) %}
  {%- set groups = group_by_columns | join(', ') -%}
  {%- set oldest = dbt.dateadd(datepart, interval * -1, dbt.current_timestamp()) %}
select * from (
    select {{ groups ~ ', ' if groups }}max({{ field or column_name }}) as most_recent
    from {{ model }}
    {{ 'group by ' ~ groups if groups }}
) newest
where most_recent is null or {{ smelt_as_moment('most_recent') }} < {{ smelt_as_moment(oldest) }}
{% endtest %}

{#- A date or time as something that can be compared with others. -#}
{%- macro smelt_as_moment(expression) -%}
  {%- do return(adapter.dispatch('smelt_as_moment', 'dbt')(expression)) -%}
{%- endmacro -%}

{%- macro default__smelt_as_moment(expression) -%}
  {%- do return('cast(' ~ expression ~ ' as timestamp)') -%}
{%- endmacro -%}


{#-
  An aggregate is the same in two relations, or for each group of both. Both are rounded to `scale` decimals, half away from zero; sums and
  means are worked out in decimals. What one side has not, counts as 0.
-#}
{% test reconciles(model, to, aggregate, to_aggregate=none, group_by=[], to_group_by=none, tolerance=0, scale=2) %}
  {%- set others = to_group_by if to_group_by is not none else group_by -%}
  {%- if others | length != group_by | length -%}
    {%- do exceptions.raise_compiler_error('reconciles: group_by and to_group_by name different numbers of columns') -%}
  {%- endif -%}
  {%- set keys, own, other = [], [], [] -%}
  {%- for column in group_by -%}
    {%- do keys.append('key_' ~ loop.index ~ ', ') -%}
    {%- do own.append(column ~ ' as key_' ~ loop.index ~ ', ') -%}
    {%- do other.append(others[loop.index0] ~ ' as key_' ~ loop.index ~ ', ') -%}
  {%- endfor -%}
  {%- set keys = keys | join %}
with both_sides as (
    select {{ own | join }}{{ smelt_exact_round(smelt_exact_aggregate(aggregate), scale) }} as here, null as there
    from {{ model }}
    {{ 'group by ' ~ group_by | join(', ') if group_by }}
    union all
    select {{ other | join }}null as here, {{ smelt_exact_round(smelt_exact_aggregate(to_aggregate or aggregate), scale) }} as there
    from {{ to }}
    {{ 'group by ' ~ others | join(', ') if others }}
),
compared as (
    select {{ keys }}coalesce(max(here), {{ smelt_exact_round('0', scale) }}) as here, coalesce(max(there), {{ smelt_exact_round('0', scale) }}) as there
    from both_sides
    {{ 'group by ' ~ keys.strip().rstrip(',') if group_by }}
),
measured as (
    select {{ keys }}here, there, {{ smelt_exact_difference('here', 'there') }} as difference from compared
)
select * from measured
where {{ smelt_exact_compare('difference', '>', tolerance) }} or {{ smelt_exact_compare(smelt_exact_difference('0', 'difference'), '>', tolerance) }}
{% endtest %}

{#- The aggregate with its sums and means in decimals. -#}
{%- macro smelt_exact_aggregate(aggregate) -%}
  {%- do return(adapter.dispatch('smelt_exact_aggregate', 'dbt')(aggregate)) -%}
{%- endmacro -%}

{#- What a `sum(…)` or `avg(…)` adds up is cast to a decimal first: the text between its brackets. -#}
{%- macro default__smelt_exact_aggregate(aggregate) -%}
  {%- set pieces, open, depth = [], [], namespace(value=0) -%}
  {%- for word in modules.re.split('(\\b(?:sum|avg)\\s*\\(\\s*(?:distinct\\s+)?|[()])', aggregate, flags=modules.re.IGNORECASE) -%}
    {%- if modules.re.match('(sum|avg)\\b', word, modules.re.IGNORECASE) -%}
      {%- set depth.value = depth.value + 1 -%}
      {%- do open.append(depth.value) -%}
      {%- do pieces.append(word ~ 'cast(cast(') -%}
    {%- elif word == '(' -%}
      {%- set depth.value = depth.value + 1 -%}
      {%- do pieces.append(word) -%}
    {%- elif word == ')' -%}
      {%- if open and open[-1] == depth.value -%}
        {%- do open.pop() -%}
        {%- do pieces.append(' as text) as numeric)') -%}
      {%- endif -%}
      {%- set depth.value = depth.value - 1 -%}
      {%- do pieces.append(word) -%}
    {%- else -%}
      {%- do pieces.append(word) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(pieces | join) -%}
{%- endmacro -%}

{%- macro smelt_exact_round(expression, scale) -%}
  {%- do return(adapter.dispatch('smelt_exact_round', 'dbt')(expression, scale)) -%}
{%- endmacro -%}

{%- macro default__smelt_exact_round(expression, scale) -%}
  {%- do return('round(' ~ smelt_as_decimal(expression) ~ ', ' ~ scale ~ ')') -%}
{%- endmacro -%}

{%- macro smelt_exact_difference(left, right) -%}
  {%- do return(adapter.dispatch('smelt_exact_difference', 'dbt')(left, right)) -%}
{%- endmacro -%}

{%- macro default__smelt_exact_difference(left, right) -%}
  {%- do return(left ~ ' - ' ~ right) -%}
{%- endmacro -%}
