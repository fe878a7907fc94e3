{#-
  True in a run that only brings new rows into an existing table. While a project is read no questions go to the database, so it is
  false then.
-#}
{%- macro is_incremental() -%}
  {%- if not execute -%}
    {%- do return(False) -%}
  {%- endif -%}
  {%- set current = adapter.get_relation(this.database, this.schema, this.table) -%}
  {%- do return(
    current is not none
    and current.type == 'table'
    and model.config.materialized == 'incremental'
    and not should_full_refresh()
  ) -%}
{%- endmacro -%}
