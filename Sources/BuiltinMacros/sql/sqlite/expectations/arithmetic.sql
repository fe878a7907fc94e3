{#- SQLite knows no decimals and no regular expressions: the functions named here come with each of our connections. -#}
{%- macro sqlite__smelt_regex_match(expression, regex, ignore_case) -%}
  {%- set pattern = dbt.string_literal(dbt.escape_single_quotes(regex)) -%}
  {%- do return('regexp_like(' ~ expression ~ ', ' ~ pattern ~ (", 'i'" if ignore_case else '') ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_sum(expression) -%}
  {%- do return('smelt_exact_sum(' ~ expression ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_mean(expression) -%}
  {%- do return('smelt_exact_mean(' ~ expression ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_sample_stdev(expression) -%}
  {%- do return('smelt_sample_stdev(' ~ expression ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_compare(left, operator, right) -%}
  {%- do return('smelt_exact_compare(' ~ left ~ ', ' ~ right ~ ') ' ~ operator ~ ' 0') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_round(expression, scale) -%}
  {%- do return('smelt_exact_round(' ~ expression ~ ', ' ~ scale ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_difference(left, right) -%}
  {%- do return('smelt_exact_difference(' ~ left ~ ', ' ~ right ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__smelt_exact_aggregate(aggregate) -%}
  {%- set sums = modules.re.sub('\\bsum\\s*\\(', 'smelt_exact_sum(', aggregate, flags=modules.re.IGNORECASE) -%}
  {%- do return(modules.re.sub('\\bavg\\s*\\(', 'smelt_exact_mean(', sums, flags=modules.re.IGNORECASE)) -%}
{%- endmacro -%}

{%- macro sqlite__smelt_quantile_between_sql(model, column_name, quantile, min_value, max_value, strictly, group_by) -%}
  {%- do return(smelt_aggregate_between(
    model, 'smelt_exact_quantile(' ~ column_name ~ ', ' ~ quantile ~ ')', min_value, max_value, strictly, group_by)) -%}
{%- endmacro -%}

{%- macro sqlite__smelt_as_moment(expression) -%}
  {%- do return('datetime(' ~ expression ~ ')') -%}
{%- endmacro -%}
