{#- One row for each column of each table and view of the schemas. -#}
{%- macro sqlite__get_catalog(information_schema, schemas) -%}
  {%- set database = information_schema.database -%}
  {%- set queries = [] -%}
  {%- for schema in schemas -%}
    {%- do queries.append(
      "select '" ~ database ~ "' as table_database, '" ~ schema ~ "' as table_schema, r.name as table_name, r.type as table_type, "
      ~ "'' as table_comment, '' as table_owner, c.name as column_name, c.cid as column_index, "
      ~ "coalesce(nullif(c.type, ''), 'UNKNOWN') as column_type, '' as column_comment "
      ~ "from " ~ schema ~ ".sqlite_master r join pragma_table_info(r.name, '" ~ schema ~ "') c "
      ~ "where r.type in ('table', 'view') and r.name not like 'sqlite\\_%' escape '\\'") -%}
  {%- endfor -%}
  {%- do return(run_query(queries | join(' union all '))) -%}
{%- endmacro -%}
