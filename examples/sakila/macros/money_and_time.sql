{#- Money as whole cents: SQLite has no decimal type, and sums of cents agree to the last one. -#}
{% macro cents(column) -%}
    cast(round({{ column }} * 100) as integer)
{%- endmacro %}


{#- The first day of the month of a moment. -#}
{% macro month_of(moment) -%}
    {{ return(adapter.dispatch('month_of')(moment)) }}
{%- endmacro %}

{% macro default__month_of(moment) -%}
    cast({{ dbt.date_trunc('month', moment) }} as date)
{%- endmacro %}

{% macro sqlite__month_of(moment) -%}
    date({{ moment }}, 'start of month')
{%- endmacro %}


{#- Whole days from one moment to a later one. -#}
{% macro days_out(start, finish) -%}
    {{ return(adapter.dispatch('days_out')(start, finish)) }}
{%- endmacro %}

{% macro default__days_out(start, finish) -%}
    (cast({{ finish }} as date) - cast({{ start }} as date))
{%- endmacro %}

{% macro sqlite__days_out(start, finish) -%}
    cast(julianday(date({{ finish }})) - julianday(date({{ start }})) as integer)
{%- endmacro %}
