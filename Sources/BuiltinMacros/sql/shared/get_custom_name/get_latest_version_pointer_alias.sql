{#- What the relation is called that always shows a versioned model's latest version. -#}
{%- macro generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
  {%- do return(adapter.dispatch('generate_latest_version_pointer_alias', 'dbt')(custom_alias_name, node)) -%}
{%- endmacro -%}

{%- macro default__generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
  {%- if custom_alias_name -%}
    {{ custom_alias_name | trim }}
  {%- else -%}
    {{ node.name }}
  {%- endif -%}
{%- endmacro -%}
