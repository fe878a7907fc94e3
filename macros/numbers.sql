{#- Is the text a whole number? The two engines have no pattern language in common. -#}
{% macro is_integer(column) -%}
    {{ return(adapter.dispatch('is_integer')(column)) }}
{%- endmacro %}

{% macro default__is_integer(column) -%}
    ({{ column }} ~ '^-?[0-9]{1,9}$')
{%- endmacro %}

{% macro sqlite__is_integer(column) -%}
    (ltrim({{ column }}, '-') not glob '*[^0-9]*' and length(ltrim({{ column }}, '-')) between 1 and 9
        and {{ column }} not like '--%')
{%- endmacro %}


{#- A whole number, or NULL when the text is something else. -#}
{% macro integer_or_null(column) -%}
    case when {{ is_integer(column) }} then cast({{ column }} as integer) end
{%- endmacro %}


{#- '12.90' or '12,90' as 1290 whole cents; NULL when the text is something else. Exact on both engines. -#}
{% macro cents_or_null(column) -%}
    case
        when {{ is_integer("replace(replace(" ~ column ~ ", ',', ''), '.', '')") }}
        then cast(round(cast(replace({{ column }}, ',', '.') as {{ dbt.type_numeric() }}) * 100) as integer)
    end
{%- endmacro %}


{#- Cents as money for people: two decimals. Arithmetic stays in cents. -#}
{% macro money(cents) -%}
    {{ return(adapter.dispatch('money')(cents)) }}
{%- endmacro %}

{% macro default__money(cents) -%}
    cast({{ cents }} / 100.0 as numeric(18, 2))
{%- endmacro %}

{% macro sqlite__money(cents) -%}
    round({{ cents }} / 100.0, 2)
{%- endmacro %}
