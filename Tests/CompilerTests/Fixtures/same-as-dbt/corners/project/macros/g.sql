{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%} {{ target.schema }} {%- else -%} {{ custom_schema_name }}_{{ node.resource_type }}_{{ node.fqn[0] }}_{{ node.config.materialized }} {%- endif -%}
{%- endmacro %}
{% macro foo(x) %}{{ x }}{% endmacro %}
{% macro calls_ref() %}{{ ref('y') }}{{ source('src','t1') }}{% endmacro %}
{% macro default__test_thing(model) %}select 1{% endmacro %}
{% test thing(model, column_name='zz', list=[1,2]) %}{{ config(severity='warn', tags=['intest'], where="a = 1") }}{{ return(adapter.dispatch('test_thing')(model)) }}{% endtest %}
