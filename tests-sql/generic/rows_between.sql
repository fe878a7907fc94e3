{#- The number of rows must lie in a range; the failing row says how many there are. -#}
{% test rows_between(model, at_least=1, at_most=none) %}
    select count(*) as found
    from {{ model }}
    having count(*) < {{ at_least }}
    {%- if at_most is not none %} or count(*) > {{ at_most }}{% endif %}
{% endtest %}
