{#- SQLite keeps no functions: programs bring theirs along with each connection. -#}
{%- materialization function, adapter='sqlite', supported_languages=['sql', 'python', 'javascript'] -%}
  {%- do exceptions.raise_compiler_error(
    "SQLite cannot store user-defined functions, so '" ~ model.name ~ "' cannot be created. Write it as a macro that returns the "
    ~ "expression, or leave it out with --exclude-resource-type function.") -%}
{%- endmaterialization -%}
