{#- How many doublings reach a number: 1 for 1 and 2, 2 for 3 and 4, … -#}
{%- macro get_powers_of_two(upper_bound) -%}
  {%- do return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) -%}
{%- endmacro -%}

{%- macro default__get_powers_of_two(upper_bound) -%}
  {%- if upper_bound <= 0 -%}
    {%- do exceptions.raise_compiler_error('upper bound must be positive') -%}
  {%- endif -%}
  {%- for power in range(1, 100) if upper_bound <= 2 ** power -%}
    {%- do return(power) -%}
  {%- endfor -%}
{%- endmacro -%}


{#- A query for the numbers from 1 to the bound, counted in binary: each pair joined doubles what can be counted. -#}
{%- macro generate_series(upper_bound) -%}
  {%- do return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) -%}
{%- endmacro -%}

{%- macro default__generate_series(upper_bound) -%}
  {%- set terms = [] -%}
  {%- set pairs = [] -%}
  {%- for digit in range(dbt.get_powers_of_two(upper_bound)) -%}
    {%- do terms.append('\n    p' ~ digit ~ '.generated_number * power(2, ' ~ digit ~ ')\n    ') -%}
    {%- do pairs.append('\n    p as p' ~ digit ~ '\n    ') -%}
  {%- endfor -%}
  {{- [
    '', '', '    ', '', '    with p as (',
    '        select 0 as generated_number union all select 1',
    '    ), unioned as (', '',
    '    select', '',
    '    ' ~ terms | join(' + \n    '), '    ',
    '    + 1',
    '    as generated_number', '',
    '    from', '',
    '    ' ~ pairs | join(' cross join \n    '), '    ', '',
    '    )', '',
    '    select *',
    '    from unioned',
    '    where generated_number <= ' ~ upper_bound,
    '    order by generated_number', '', ''
  ] | join('\n') -}}
{%- endmacro -%}
