{#- As `get_test_sql`, with a threshold in percent of the rows tested: their number is the fourth column. -#}
{%- macro smelt_percent_test_sql(main_sql, fail_calc, warn_if, error_if, tested) -%}
  select
    failures,
    {{ smelt_threshold(warn_if) }} as should_warn,
    {{ smelt_threshold(error_if) }} as should_error,
    tested
  from (
    select
      (select {{ fail_calc }} from (
        {{ main_sql }}
      ) dbt_internal_test) as failures,
      (select count(*) from {{ tested }}) as tested
  ) smelt_counted
{%- endmacro -%}


{#- Whether a threshold is in percent. -#}
{%- macro smelt_is_percent(threshold) -%}
  {%- do return('%' in threshold | string and smelt_percent_parts(threshold) is not none) -%}
{%- endmacro -%}

{%- macro smelt_percent_parts(threshold) -%}
  {%- set found = modules.re.match('(>=|<=|<>|!=|>|<|=)([0-9]{1,9}(?:\\.[0-9]{1,9})?)%$', (threshold | string).replace(' ', '')) -%}
  {%- do return([found.group(1), found.group(2)] if found else none) -%}
{%- endmacro -%}


{#-
  The condition over `failures` and `tested`, in whole numbers: > 0.5% is failures * 1000 > 5 * tested. No rows are 0 %.
-#}
{%- macro smelt_threshold(threshold) -%}
  {%- set percent = smelt_percent_parts(threshold) -%}
  {%- if percent is none -%}
    {%- do return('failures ' ~ threshold) -%}
  {%- endif -%}
  {%- set number, scale = smelt_whole_parts(percent[1]) -%}
  {%- do return('failures * ' ~ (scale * 100) ~ ' ' ~ percent[0] ~ ' ' ~ number ~ ' * (case when tested = 0 then 1 else tested end)') -%}
{%- endmacro -%}
