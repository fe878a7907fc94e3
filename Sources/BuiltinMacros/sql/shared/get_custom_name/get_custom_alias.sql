{#- What a node's relation is called: its alias, else its name, with `_v<version>` behind it when the model is versioned. -#}
{%- macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {%- do return(adapter.dispatch('generate_alias_name', 'dbt')(custom_alias_name, node)) -%}
{%- endmacro -%}

{%- macro default__generate_alias_name(custom_alias_name=none, node=none) -%}
  {%- if custom_alias_name -%}
    {{ custom_alias_name | trim }}
  {%- else -%}
    {{ node.name }}
    {%- if node.version %}_v{{ node.version | replace('.', '_') }}{% endif -%}
  {%- endif -%}
{%- endmacro -%}
