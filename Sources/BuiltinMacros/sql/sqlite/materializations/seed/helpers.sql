{%- macro sqlite__get_binding_char() -%}
  {%- do return('?') -%}
{%- endmacro -%}

{#- Begins the transaction first, so that the old rows are there until the new ones are. -#}
{%- macro sqlite__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {%- do adapter.begin_writing() -%}
  {%- do return(default__reset_csv_table(model, full_refresh, old_relation, agate_table)) -%}
{%- endmacro -%}

{#- A table that another process made meanwhile is replaced. -#}
{%- macro sqlite__create_csv_table(model, agate_table) -%}
  {%- set found = sqlite_begin_writing(this) -%}
  {%- if found is not none -%}
    {%- do adapter.drop_relation(found) -%}
  {%- endif -%}
  {%- do return(default__create_csv_table(model, agate_table)) -%}
{%- endmacro -%}
