{#- A file has no database name: models read `schema.name`. -#}
{%- macro ref(model_name) -%}
  {%- do return(builtins.ref(model_name, *varargs, **kwargs).include(database=False)) -%}
{%- endmacro -%}

{%- macro source(source_name, model_name) -%}
  {%- do return(builtins.source(source_name, model_name).include(database=False)) -%}
{%- endmacro -%}
