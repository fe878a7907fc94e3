{#- Any text is safe between these dollar quotes, but for the one that holds them itself. -#}
{%- macro postgres_escape_comment(comment) -%}
  {%- set fence = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) -%}
  {%- elif fence in comment -%}
    {%- do exceptions.raise_compiler_error('The string ' ~ fence ~ ' is not allowed in comments.') -%}
  {%- endif -%}
  {{ fence ~ comment ~ fence }}
{%- endmacro -%}


{%- macro postgres__alter_relation_comment(relation, comment) -%}
  {%- set kind = 'materialized view' if relation.type == 'materialized_view' else relation.type -%}
  comment on {{ kind }} {{ relation }} is {{ postgres_escape_comment(comment) }};
{%- endmacro -%}


{%- macro postgres__alter_column_comment(relation, column_dict) -%}
  {%- set in_database = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- for name, column in column_dict.items() if name in in_database %}
    {%- set written = adapter.quote(name) if column['quote'] else name %}
    comment on column {{ relation }}.{{ written }} is {{ postgres_escape_comment(column['description']) }};
  {%- endfor -%}
{%- endmacro -%}


{#- Only what the present role granted to others. -#}
{%- macro postgres__get_show_grant_sql(relation) -%}
  select grantee, privilege_type
  from {{ relation.information_schema('role_table_grants') }}
  where grantor = current_role
    and grantee <> current_role
    and table_schema = '{{ relation.schema }}'
    and table_name = '{{ relation.identifier }}'
{%- endmacro -%}


{#- A new relation starts without grants. -#}
{%- macro postgres__copy_grants() -%}
  {%- do return(False) -%}
{%- endmacro -%}


{#- The name is made from relation, columns and settings by the adapter, with the time in it: the old table still holds its own index. -#}
{%- macro postgres__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  create {{ 'unique' if index.unique }} index if not exists "{{ index.render(relation) }}"
  on {{ relation }} {{ 'using ' ~ index.type if index.type }} ({{ index.columns | join(', ') }})
{%- endmacro -%}


{%- macro postgres__get_drop_index_sql(relation, index_name) -%}
  drop index if exists "{{ relation.schema }}"."{{ index_name }}"
{%- endmacro -%}


{%- macro postgres__get_show_indexes_sql(relation) -%}
  select
    index_class.relname as name,
    access.amname as method,
    entry.indisunique as "unique",
    array_to_string(array_agg(field.attname), ',') as column_names
  from pg_index entry
  join pg_class index_class on index_class.oid = entry.indexrelid
  join pg_am access on access.oid = index_class.relam
  join pg_class owner on owner.oid = entry.indrelid and owner.relkind in ('r', 'm')
  join pg_namespace home on home.oid = owner.relnamespace
  join pg_attribute field on field.attrelid = owner.oid and field.attnum = any(entry.indkey)
  where home.nspname = '{{ relation.schema }}' and owner.relname = '{{ relation.identifier }}'
  group by 1, 2, 3
  order by 1, 2, 3
{%- endmacro -%}


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


{#-
  A name is cut off by Postgres after 63 bytes without a word, which would cost two long names their difference, or a name its suffix: the
  name is shortened here so that the suffix always fits. With `dstring` the time of day is part of the suffix.
-#}
{%- macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) -%}
  {%- set ending = suffix ~ modules.datetime.datetime.now().strftime('%H%M%S%f') if dstring else suffix -%}
  {%- set longest = base_relation.relation_max_name_length() -%}
  {%- if ending | length > longest -%}
    {%- do exceptions.raise_compiler_error('Relation suffix is too long (' ~ ending | length
      ~ ' characters). Maximum length is ' ~ longest ~ ' characters.') -%}
  {%- endif -%}
  {%- set kept = longest - ending | length -%}
  {%- do return(base_relation.incorporate(path={'identifier': base_relation.identifier[:kept] ~ ending})) -%}
{%- endmacro -%}


{%- macro postgres__make_intermediate_relation(base_relation, suffix) -%}
  {%- do return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=False)) -%}
{%- endmacro -%}


{#- Temporary tables live in a schema of the session's own. -#}
{%- macro postgres__make_temp_relation(base_relation, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=True) -%}
  {%- do return(named.incorporate(path={'database': none, 'schema': none})) -%}
{%- endmacro -%}


{%- macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=False) -%}
  {%- do return(named.incorporate(type=backup_relation_type)) -%}
{%- endmacro -%}


{#- A connection sees one database, so the name of the database is checked and then left out. -#}
{%- macro postgres__create_schema(relation) -%}
  {%- if relation.database -%}
    {%- do adapter.verify_database(relation.database) -%}
  {%- endif -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier().include(database=False) }}
  {%- endcall -%}
{%- endmacro -%}


{%- macro postgres__drop_schema(relation) -%}
  {%- if relation.database -%}
    {%- do adapter.verify_database(relation.database) -%}
  {%- endif -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().include(database=False) }} cascade
  {%- endcall -%}
{%- endmacro -%}


{#-
  `create table as` knows no constraints: a table with an enforced contract is created empty, column by column, and then filled. Temporary
  tables are only compared with the contract. The empty lines keep the line numbers in messages of the database what dbt's users know.
-#}
{%- macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set kind = 'temporary' if temporary else ('unlogged' if config.get('unlogged', default=false) else '') -%}
  {%- set contracted = config.get('contract').enforced -%}
  {%- if contracted -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ header if header is not none }}

  create {{ kind }} table {{ relation }}
  {% if contracted and not temporary %}
    {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
    {%- set sql = get_select_subquery(sql) -%}
  {% else %}

  as
  {% endif %}
  (
    {{ sql }}
  );
{%- endmacro -%}
