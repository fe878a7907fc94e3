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
