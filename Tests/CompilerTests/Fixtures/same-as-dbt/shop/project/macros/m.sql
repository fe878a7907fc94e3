{% macro log_it() %}{{ log('hi') }} select 1 {{ helper(1) }}{% endmacro %}
{% macro helper(a, b=2) -%}{{ return(adapter.dispatch('helper', 'pkg')(a)) }}{%- endmacro %}
{% macro default__helper(a) %}{{ dbt.type_string() }}{% endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) %}{{ custom_alias_name or node.name }}{% if node.version %}_v{{ node.version | replace('.','_') }}{% endif %}{% endmacro %}
{% test is_pos(model, column_name, min=0) %}select * from {{ model }} where {{ column_name }} < {{ min }}{% endtest %}
{% materialization mymat, default %}{{ return({'relations': []}) }}{% endmaterialization %}
