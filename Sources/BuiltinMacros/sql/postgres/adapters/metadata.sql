{#- Names and types of a relation's columns, in order. -#}
{%- macro postgres__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=True) -%}
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from {{ relation.information_schema('columns') }}
    where table_name = '{{ relation.identifier }}'
      {{ "and table_schema = '" ~ relation.schema ~ "'" if relation.schema }}
    order by ordinal_position
  {%- endcall -%}
  {%- do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) -%}
{%- endmacro -%}


{#- Functions count as relations: they have names of their own in the schema. -#}
{%- macro postgres__list_relations_without_caching(schema_relation) -%}
  {%- set database = "'" ~ schema_relation.database ~ "' as database" -%}
  {%- set in_schema = "ilike '" ~ schema_relation.schema ~ "'" -%}
  {%- call statement('list_relations_without_caching', fetch_result=True) -%}
    select {{ database }}, tablename as name, schemaname as schema, 'table' as type from pg_tables where schemaname {{ in_schema }}
    union all
    select {{ database }}, viewname, schemaname, 'view' from pg_views where schemaname {{ in_schema }}
    union all
    select {{ database }}, matviewname, schemaname, 'materialized_view' from pg_matviews where schemaname {{ in_schema }}
    union all
    select distinct {{ database }}, f.proname, n.nspname, 'function'
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    where n.nspname {{ in_schema }}
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{%- endmacro -%}


{%- macro postgres__information_schema_name(database) -%}
  {%- if database -%}
    {%- do adapter.verify_database(database) -%}
  {%- endif -%}
  information_schema
{%- endmacro -%}

{%- macro postgres__list_schemas(database) -%}
  {%- if database -%}
    {%- do adapter.verify_database(database) -%}
  {%- endif -%}
  {%- call statement('list_schemas', fetch_result=True, auto_begin=False) -%}
    select nspname from pg_namespace
  {%- endcall -%}
  {%- do return(load_result('list_schemas').table) -%}
{%- endmacro -%}

{%- macro postgres__check_schema_exists(information_schema, schema) -%}
  {%- if information_schema.database -%}
    {%- do adapter.verify_database(information_schema.database) -%}
  {%- endif -%}
  {%- call statement('check_schema_exists', fetch_result=True, auto_begin=False) -%}
    select count(*) from pg_namespace where nspname = '{{ schema }}'
  {%- endcall -%}
  {%- do return(load_result('check_schema_exists').table) -%}
{%- endmacro -%}


{#- Every pair (view, what it reads). A view is a rule, and the rule's dependencies are the columns it reads. -#}
{%- macro postgres__get_relations() -%}
  {%- call statement('relations', fetch_result=True) -%}
    select distinct
      reader_schema.nspname as dependent_schema,
      reader.relname as dependent_name,
      source_schema.nspname as referenced_schema,
      source.relname as referenced_name
    from pg_rewrite as rule
    join pg_class as reader on reader.oid = rule.ev_class
    join pg_namespace as reader_schema on reader_schema.oid = reader.relnamespace
    join pg_depend as needs
      on needs.objid = rule.oid
      and needs.classid = 'pg_rewrite'::regclass
      and needs.refclassid = 'pg_class'::regclass
      and needs.refobjid <> rule.ev_class
    join pg_class as source on source.oid = needs.refobjid
    join pg_namespace as source_schema on source_schema.oid = source.relnamespace
    where rule.ev_type = '1'
      and source_schema.nspname <> 'information_schema'
      and source_schema.nspname not like 'pg\_%'
    order by 1, 2, 3, 4
  {%- endcall -%}
  {%- do return(load_result('relations').table) -%}
{%- endmacro -%}

{#- The older name. -#}
{%- macro postgres_get_relations() -%}
  {%- do return(postgres__get_relations()) -%}
{%- endmacro -%}
