{%- macro sqlite__get_binding_char() -%}
  {%- do return('?') -%}
{%- endmacro -%}

{#- Begins the transaction first, so that the old rows are there until the new ones are. -#}
{%- macro sqlite__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {%- do sqlite_begin() -%}
  {%- do return(default__reset_csv_table(model, full_refresh, old_relation, agate_table)) -%}
{%- endmacro -%}
