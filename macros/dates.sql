{#- Dates are of type date in Postgres and ISO text in SQLite; models only meet these macros. -#}

{% macro matches_date(column) -%}
    {{ return(adapter.dispatch('matches_date')(column)) }}
{%- endmacro %}

{% macro default__matches_date(column) -%}
    ({{ column }} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}')
{%- endmacro %}

{% macro sqlite__matches_date(column) -%}
    ({{ column }} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*')
{%- endmacro %}


{#- 31.12.2025, as the shop's till writes it. -#}
{% macro matches_till_date(column) -%}
    {{ return(adapter.dispatch('matches_till_date')(column)) }}
{%- endmacro %}

{% macro default__matches_till_date(column) -%}
    ({{ column }} ~ '^[0-9]{2}[.][0-9]{2}[.][0-9]{4}$')
{%- endmacro %}

{% macro sqlite__matches_till_date(column) -%}
    ({{ column }} glob '[0-9][0-9].[0-9][0-9].[0-9][0-9][0-9][0-9]')
{%- endmacro %}


{#- Text that is known to be an ISO date. -#}
{% macro to_date(text) -%}
    {{ return(adapter.dispatch('to_date')(text)) }}
{%- endmacro %}

{% macro default__to_date(text) -%}
    cast({{ text }} as date)
{%- endmacro %}

{% macro sqlite__to_date(text) -%}
    date({{ text }})
{%- endmacro %}


{#- A date from either spelling, or NULL. -#}
{% macro date_or_null(column) -%}
    case
        when {{ matches_date(column) }} then {{ to_date("substr(" ~ column ~ ", 1, 10)") }}
        when {{ matches_till_date(column) }}
            then {{ to_date("substr(" ~ column ~ ", 7, 4) || '-' || substr(" ~ column ~ ", 4, 2) || '-' || substr(" ~ column ~ ", 1, 2)") }}
    end
{%- endmacro %}


{#- '2024-05-01 10:00:00' or '2024-05-01T10:00:00Z' as a moment, or NULL. -#}
{% macro moment_or_null(column) -%}
    case when {{ matches_date(column) }} then {{ to_moment("replace(replace(" ~ column ~ ", 'T', ' '), 'Z', '')") }} end
{%- endmacro %}

{% macro to_moment(text) -%}
    {{ return(adapter.dispatch('to_moment')(text)) }}
{%- endmacro %}

{% macro default__to_moment(text) -%}
    cast({{ text }} as timestamp)
{%- endmacro %}

{% macro sqlite__to_moment(text) -%}
    datetime({{ text }})
{%- endmacro %}


{#- The whole days from one date or moment to a later one. -#}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between')(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    (cast({{ last }} as date) - cast({{ first }} as date))
{%- endmacro %}

{% macro sqlite__days_between(first, last) -%}
    cast(julianday(date({{ last }})) - julianday(date({{ first }})) as integer)
{%- endmacro %}


{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    ({{ to_date(day) }} + {{ days }})
{%- endmacro %}

{% macro sqlite__add_days(day, days) -%}
    date({{ day }}, {{ days }} || ' days')
{%- endmacro %}


{#- 20251231: the key of the date dimension. -#}
{% macro date_key(day) -%}
    {{ return(adapter.dispatch('date_key')(day)) }}
{%- endmacro %}

{% macro default__date_key(day) -%}
    cast(to_char({{ day }}, 'YYYYMMDD') as integer)
{%- endmacro %}

{% macro sqlite__date_key(day) -%}
    cast(strftime('%Y%m%d', {{ day }}) as integer)
{%- endmacro %}


{#- year, month, day, weekday (Monday is 1) or week (ISO) of a date, as a whole number. -#}
{% macro part_of_date(part, day) -%}
    {{ return(adapter.dispatch('part_of_date')(part, day)) }}
{%- endmacro %}

{% macro default__part_of_date(part, day) -%}
    cast(extract({{ {'weekday': 'isodow'}.get(part, part) }} from {{ day }}) as integer)
{%- endmacro %}

{% macro sqlite__part_of_date(part, day) -%}
    {%- if part == 'weekday' -%}
        ((cast(strftime('%w', {{ day }}) as integer) + 6) % 7 + 1)
    {%- elif part == 'week' -%}
        ((cast(strftime('%j', date({{ day }}, '-3 days', 'weekday 4')) as integer) - 1) / 7 + 1)
    {%- else -%}
        {%- set letters = {'year': '%Y', 'month': '%m', 'day': '%d'} -%}
        {%- if part not in letters -%}
            {{ exceptions.raise_compiler_error("part_of_date: no part named '" ~ part ~ "'") }}
        {%- endif -%}
        cast(strftime('{{ letters[part] }}', {{ day }}) as integer)
    {%- endif -%}
{%- endmacro %}
