{#-
  Which schema a node is built in: the target's, or `<target schema>_<custom schema>` when the node asks for one. Projects redefine
  this macro to name their schemas otherwise.
-#}
{%- macro generate_schema_name(custom_schema_name=none, node=none) -%}
  {%- do return(adapter.dispatch('generate_schema_name', 'dbt')(custom_schema_name, node)) -%}
{%- endmacro -%}

{%- macro default__generate_schema_name(custom_schema_name, node) -%}
  {{ target.schema }}
  {%- if custom_schema_name is not none %}_{{ custom_schema_name | trim }}{% endif -%}
{%- endmacro -%}


{#- Another rule, to be called from one's own `generate_schema_name`: custom schemas count in the target named `prod` only. -#}
{%- macro generate_schema_name_for_env(custom_schema_name, node) -%}
  {%- set in_production = target.name == 'prod' -%}
  {%- if in_production and custom_schema_name is not none -%}
    {{ custom_schema_name | trim }}
  {%- else -%}
    {{ target.schema }}
  {%- endif -%}
{%- endmacro -%}
