{% test noneg(model, column_name) %}
select 1 from {{ model }} where {{ column_name }} < 0 {{ config(severity='error', fail_calc='sum(x)') }}
{% endtest %}
