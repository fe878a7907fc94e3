{#- Schemas are files: the main one and those attached to it. -#}
{%- macro sqlite__list_schemas(database) -%}
  {%- call statement('list_schemas', fetch_result=True) -%}
    select name as schema from pragma_database_list
  {%- endcall -%}
  {%- do return(load_result('list_schemas').table) -%}
{%- endmacro -%}

{%- macro sqlite__check_schema_exists(information_schema, schema) -%}
  {%- call statement('check_schema_exists', fetch_result=True) -%}
    select count(*) as schema_exist from pragma_database_list where name = '{{ schema }}'
  {%- endcall -%}
  {%- do return(load_result('check_schema_exists').table) -%}
{%- endmacro -%}

{#-
  Nothing to create: a schema either has a file in the profile, which is attached with the connection, or lives in the main file. A
  transaction is begun, since the caller commits one.
-#}
{%- macro sqlite__create_schema(relation, auto_begin=False) -%}
  {%- do sqlite_begin() -%}
{%- endmacro -%}

{#- Empties the schema's file; a schema without a file of its own has nothing that is its alone. -#}
{%- macro sqlite__drop_schema(relation) -%}
  {%- do sqlite_begin() -%}
  {%- for database, name, schema, kind in list_relations_without_caching(relation.without_identifier()) -%}
    {%- call statement('drop_relation_in_schema') -%}
      drop {{ kind }} if exists {{ schema }}.{{ adapter.quote(name) }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro -%}


{#- Rows of (database, name, schema, kind); none for a schema that has no file. -#}
{%- macro sqlite__list_relations_without_caching(schema_relation) -%}
  {%- set database, schema = schema_relation.database, schema_relation.schema -%}
  {%- set attached = list_schemas(database).columns[0].values() -%}
  {%- call statement('list_relations_without_caching', fetch_result=True) -%}
    select '{{ database }}' as database, name, '{{ schema }}' as schema, type as data_type
    from {{ schema if schema in attached else 'main' }}.sqlite_master
    where type in ('table', 'view') and name not like 'sqlite\_%' escape '\' and name not like 'smelt\_kept%' escape '\'
      {{ 'and false' if schema not in attached }}
  {%- endcall -%}
  {%- do return(load_result('list_relations_without_caching').table) -%}
{%- endmacro -%}

{%- macro sqlite__get_columns_in_relation(relation) -%}
  {%- do return(adapter.get_columns_in_relation(relation)) -%}
{%- endmacro -%}


{#- Temporary tables have a schema of their own. -#}
{%- macro sqlite__make_temp_relation(base_relation, suffix) -%}
  {%- do return(base_relation.incorporate(path={'schema': 'temp', 'identifier': base_relation.identifier ~ suffix})) -%}
{%- endmacro -%}

{%- macro sqlite__create_table_as(temporary, relation, sql) -%}
  {%- set contracted = config.get('contract').enforced -%}
  {%- if contracted -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ config.get('sql_header', none) or '' }}
  {% if contracted and not temporary %}
    {{ sqlite_create_contracted_table(relation, sql) }}
  {%- else -%}
  create {{ 'temporary' if temporary }} table {{ relation }} as
    {{ sql }}
  {%- endif -%}
{%- endmacro -%}

{%- macro sqlite__create_view_as(relation, sql, auto_begin=False) -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ config.get('sql_header', none) or '' }}
  create view {{ relation }} as
    {{ sql }}
  ;
{%- endmacro -%}


{#- Views that read the relation stay: they find the new one by its name. -#}
{%- macro sqlite__drop_relation(relation) -%}
  {%- call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type }} if exists {{ relation }}
  {%- endcall -%}
{%- endmacro -%}

{%- macro sqlite__truncate_relation(relation) -%}
  {%- call statement('truncate_relation') -%}
    delete from {{ relation }}
  {%- endcall -%}
{%- endmacro -%}

{#- A view cannot be renamed: it is made again from its own text. Names in it stand first where the view's own name does. -#}
{%- macro sqlite__rename_relation(from_relation, to_relation) -%}
  {%- set new_name = adapter.quote(to_relation.identifier) -%}
  {%- if from_relation.type == 'view' -%}
    {%- set found = run_query("select sql from " ~ from_relation.schema ~ ".sqlite_master where type = 'view' and name = '"
      ~ from_relation.identifier ~ "'") -%}
    {%- set body = modules.re.sub('(?is)^\\s*create\\s+view\\s+(\\"[^\\"]*\\"|\\[[^]]*\\]|`[^`]*`|\\S+)', '', found.rows[0][0], count=1) -%}
    {%- call statement('rename_relation') -%}
      drop view {{ from_relation }}
    {%- endcall -%}
    {%- call statement('rename_relation') -%}
      create view {{ to_relation }}{{ body }}
    {%- endcall -%}
  {%- else -%}
    {%- call statement('rename_relation') -%}
      alter table {{ from_relation }} rename to {{ new_name }}
    {%- endcall -%}
  {%- endif -%}
{%- endmacro -%}


{#- One change a statement; a column whose type is not known gets none. -#}
{%- macro sqlite__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- do sqlite__create_columns(relation, add_columns or []) -%}
  {%- for column in remove_columns or [] -%}
    {%- call statement() -%}
      alter table {{ relation }} drop column {{ column.quoted }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro -%}

{%- macro sqlite__create_columns(relation, columns) -%}
  {%- for column in columns -%}
    {%- call statement() -%}
      alter table {{ relation }} add column {{ column.quoted }} {{ column.data_type if column.data_type != 'UNKNOWN' }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro -%}

{%- macro sqlite__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set column = adapter.quote(column_name) -%}
  {%- set helper = adapter.quote(column_name ~ '__dbt_alter') -%}
  {%- set steps = [
    'add column ' ~ helper ~ ' ' ~ (new_column_type if new_column_type != 'UNKNOWN' else ''),
    none,
    'drop column ' ~ column,
    'rename column ' ~ helper ~ ' to ' ~ column
  ] -%}
  {%- for step in steps -%}
    {%- call statement('alter_column_type') -%}
      {{ 'alter table ' ~ relation ~ ' ' ~ step if step else 'update ' ~ relation ~ ' set ' ~ helper ~ ' = ' ~ column }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro -%}


{#- A file has neither comments nor grants: settings for them are for the other targets of a project. -#}
{%- macro sqlite__persist_docs(relation, model, for_relation, for_columns) -%}
{%- endmacro -%}

{%- macro sqlite__apply_grants(relation, grant_config, should_revoke=True) -%}
{%- endmacro -%}
