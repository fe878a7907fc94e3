{% macro pmacro() %}{{ return(adapter.dispatch('pmacro','pkg')()) }}{% endmacro %}
{% macro default__pmacro() %}x {{ pkg.inner_m() }}{% endmacro %}
{% macro inner_m() %}zz{% endmacro %}
{% test ptest(model, column_name=none, x=none) %}select 1 from {{ model }}{% endtest %}
