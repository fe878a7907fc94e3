{#-
  Expectations of single rows. What breaks one is an expression over the row, in a macro `violates_<test>` with the test's own arguments: the
  test selects those rows, and `on_violation: quarantine` takes them out. A row without a value breaks none of them.
-#}
{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
select * from {{ model }}
where {{ violates_accepted_range(model, column_name, min_value, max_value, inclusive) }}
{% endtest %}

{%- macro violates_accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) -%}
  {%- if min_value is none and max_value is none -%}
    {%- do exceptions.raise_compiler_error('accepted_range needs min_value, max_value or both') -%}
  {%- endif -%}
  {%- set bounds = [] -%}
  {%- if min_value is not none -%}
    {%- do bounds.append(column_name ~ (' < ' if inclusive else ' <= ') ~ min_value) -%}
  {%- endif -%}
  {%- if max_value is not none -%}
    {%- do bounds.append(column_name ~ (' > ' if inclusive else ' >= ') ~ max_value) -%}
  {%- endif -%}
  {%- do return(bounds | join(' or ')) -%}
{%- endmacro -%}


{% test matches_regex(model, column_name, regex, ignore_case=false) %}
select * from {{ model }}
where {{ violates_matches_regex(model, column_name, regex, ignore_case) }}
{% endtest %}

{%- macro violates_matches_regex(model, column_name, regex, ignore_case=false) -%}
  {%- do return('not ' ~ smelt_regex_match(column_name, regex, ignore_case)) -%}
{%- endmacro -%}


{% test not_matches_regex(model, column_name, regex, ignore_case=false) %}
select * from {{ model }}
where {{ violates_not_matches_regex(model, column_name, regex, ignore_case) }}
{% endtest %}

{%- macro violates_not_matches_regex(model, column_name, regex, ignore_case=false) -%}
  {%- do return(smelt_regex_match(column_name, regex, ignore_case)) -%}
{%- endmacro -%}


{#- Whether a pattern is found in the text, anywhere where it is not anchored. -#}
{%- macro smelt_regex_match(expression, regex, ignore_case=false) -%}
  {%- do return(adapter.dispatch('smelt_regex_match', 'dbt')(expression, regex, ignore_case)) -%}
{%- endmacro -%}

{%- macro default__smelt_regex_match(expression, regex, ignore_case) -%}
  {%- set pattern = dbt.string_literal(dbt.escape_single_quotes(regex)) -%}
  {%- do return('(cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ') ' ~ ('~*' if ignore_case else '~') ~ ' ' ~ pattern ~ ')') -%}
{%- endmacro -%}


{% test not_empty_string(model, column_name, trim_whitespace=true) %}
select * from {{ model }}
where {{ violates_not_empty_string(model, column_name, trim_whitespace) }}
{% endtest %}

{%- macro violates_not_empty_string(model, column_name, trim_whitespace=true) -%}
  {%- do return(('trim(' ~ column_name ~ ')' if trim_whitespace else column_name) ~ " = ''") -%}
{%- endmacro -%}


{% test string_length_between(model, column_name, min_value=none, max_value=none) %}
select * from {{ model }}
where {{ violates_string_length_between(model, column_name, min_value, max_value) }}
{% endtest %}

{%- macro violates_string_length_between(model, column_name, min_value=none, max_value=none) -%}
  {%- set length = 'length(cast(' ~ column_name ~ ' as ' ~ dbt.type_string() ~ '))' -%}
  {%- do return(violates_accepted_range(model, length, min_value, max_value)) -%}
{%- endmacro -%}


{% test not_accepted_values(model, column_name, values, quote=true) %}
select * from {{ model }}
where {{ violates_not_accepted_values(model, column_name, values, quote) }}
{% endtest %}

{%- macro violates_not_accepted_values(model, column_name, values, quote=true) -%}
  {%- do return(column_name ~ ' in (' ~ smelt_listed_values(values, quote) ~ ')') -%}
{%- endmacro -%}

{#- Values of a test as a list of SQL; as in `accepted_values`, quotes inside a value are the author's part. -#}
{%- macro smelt_listed_values(values, quote=true) -%}
  {%- set mark = "'" if quote else '' -%}
  {%- set listed = [] -%}
  {%- for value in values -%}
    {%- do listed.append(mark ~ value ~ mark) -%}
  {%- endfor -%}
  {%- do return(listed | join(', ')) -%}
{%- endmacro -%}


{% test pair_comparison(model, column_name, operator, other_column) %}
select * from {{ model }}
where {{ violates_pair_comparison(model, column_name, operator, other_column) }}
{% endtest %}

{%- macro violates_pair_comparison(model, column_name, operator, other_column) -%}
  {%- set operators = ['>', '>=', '<', '<=', '=', '<>', '!='] -%}
  {%- if operator not in operators -%}
    {%- do exceptions.raise_compiler_error(
      "pair_comparison: '" ~ operator ~ "' is no operator; give one of " ~ operators | join(' ')) -%}
  {%- endif -%}
  {%- do return('not (' ~ column_name ~ ' ' ~ operator ~ ' ' ~ other_column ~ ')') -%}
{%- endmacro -%}


{% test expression_is_true(model, expression, column_name=none) %}
select * from {{ model }}
where {{ violates_expression_is_true(model, expression, column_name) }}
{% endtest %}

{%- macro violates_expression_is_true(model, expression, column_name=none) -%}
  {%- do return('not (' ~ (column_name ~ ' ' if column_name else '') ~ expression ~ ')') -%}
{%- endmacro -%}


{#- The same of three of the tests that every project has. -#}
{%- macro violates_not_null(model, column_name) -%}
  {%- do return(column_name ~ ' is null') -%}
{%- endmacro -%}

{%- macro violates_accepted_values(model, column_name, values, quote=true) -%}
  {%- do return(column_name ~ ' not in (' ~ smelt_listed_values(values, quote) ~ ')') -%}
{%- endmacro -%}

{#- The column stands outside of the inner query, so that a field of its name there cannot hide it. -#}
{%- macro violates_relationships(model, column_name, to, field) -%}
  {%- do return(column_name ~ ' not in (select ' ~ field ~ ' from ' ~ to ~ ' where ' ~ field ~ ' is not null)') -%}
{%- endmacro -%}
