{#- Which orders count as revenue. Returned ones do: the refund is booked on its own. -#}
{% macro is_sale(status) -%}
    {{ status }} in ('completed', 'shipped', 'returned')
{%- endmacro %}
