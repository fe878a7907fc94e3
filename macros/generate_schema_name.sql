{#- One Postgres schema a layer (shop_bronze, shop_silver, ...); SQLite has one file, so there everything lies in main. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none or target.type == 'sqlite' -%}
        {{ target.schema }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
