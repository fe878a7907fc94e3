{#-
  One row for each column of each relation asked for; a relation without an identifier stands for its whole schema. Tables,
  views, materialized views, foreign and partitioned tables count; indexes, sequences, types and temporary relations do not.
-#}
{%- macro postgres__get_catalog_relations(information_schema, relations) -%}
  {%- set database = information_schema.database -%}
  {%- set wanted = [] -%}
  {%- for relation in relations -%}
    {%- set of_schema = "upper(s.nspname) = upper('" ~ relation.schema ~ "')" -%}
    {%- set of_name = " and upper(r.relname) = upper('" ~ relation.identifier ~ "')" if relation.identifier else '' -%}
    {%- do wanted.append('(' ~ of_schema ~ of_name ~ ')') -%}
  {%- endfor -%}

  {%- do adapter.verify_database(database) -%}
  {%- call statement('catalog', fetch_result=True) -%}
    select
      '{{ database }}' as table_database,
      s.nspname as table_schema,
      r.relname as table_name,
      case r.relkind when 'm' then 'MATERIALIZED VIEW' when 'v' then 'VIEW' else 'BASE TABLE' end as table_type,
      of_table.description as table_comment,
      c.attname as column_name,
      c.attnum as column_index,
      pg_catalog.format_type(c.atttypid, c.atttypmod) as column_type,
      of_column.description as column_comment,
      pg_get_userbyid(r.relowner) as table_owner
    from pg_catalog.pg_class r
    join pg_catalog.pg_namespace s on s.oid = r.relnamespace
    join pg_catalog.pg_attribute c on c.attrelid = r.oid and c.attnum > 0 and not c.attisdropped
    left join pg_catalog.pg_description of_table on of_table.objoid = r.oid and of_table.objsubid = 0
    left join pg_catalog.pg_description of_column on of_column.objoid = r.oid and of_column.objsubid = c.attnum
    where ({{ wanted | join(' or ') }})
      and not pg_is_other_temp_schema(s.oid)
      and r.relpersistence in ('p', 'u')
      and r.relkind in ('r', 'v', 'm', 'f', 'p')
    order by s.nspname, r.relname, c.attnum
  {%- endcall -%}
  {%- do return(load_result('catalog').table) -%}
{%- endmacro -%}


{%- macro postgres__get_catalog(information_schema, schemas) -%}
  {%- set relations = [] -%}
  {%- for schema in schemas -%}
    {%- do relations.append({'schema': schema}) -%}
  {%- endfor -%}
  {%- do return(postgres__get_catalog_relations(information_schema, relations)) -%}
{%- endmacro -%}
