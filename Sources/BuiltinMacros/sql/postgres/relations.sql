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
