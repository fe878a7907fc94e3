{#- What the indexes that are there and the indexes that the model wants differ in; none for nothing. Indexes that go come before new ones. -#}
{%- macro postgres__get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {%- set held = {} -%}
  {%- for index in postgres__describe_materialized_view(existing_relation)['indexes'].rows -%}
    {%- do held.update({postgres__index_key(index['column_names'].split(','), index['unique'], index['method']): index['name']}) -%}
  {%- endfor -%}
  {%- set wanted = {} -%}
  {%- for index in new_config.get('indexes', []) -%}
    {%- do wanted.update({postgres__index_key(index['columns'], index.get('unique'), index.get('type')): index}) -%}
  {%- endfor -%}

  {%- set changes = [] -%}
  {%- for key, name in held.items() if key not in wanted -%}
    {%- do changes.append({'action': 'drop', 'context': {'name': name}}) -%}
  {%- endfor -%}
  {%- for key, index in wanted.items() if key not in held -%}
    {%- do changes.append({'action': 'create', 'context': {'as_node_config': index}}) -%}
  {%- endfor -%}
  {%- do return({'requires_full_refresh': false, 'indexes': changes} if changes else none) -%}
{%- endmacro -%}


{#- Two indexes are one where they have the same columns, in whatever order, kind and uniqueness. -#}
{%- macro postgres__index_key(columns, is_unique, kind) -%}
  {%- do return(columns | map('lower') | unique | sort | join(',') ~ (' unique ' if is_unique else ' ') ~ (kind or 'btree')) -%}
{%- endmacro -%}


{%- macro postgres__get_alter_materialized_view_as_sql(
  relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation
) -%}
  {%- if configuration_changes.requires_full_refresh -%}
    {{ get_replace_sql(existing_relation, relation, sql) }}
  {%- else -%}
    {{ postgres__update_indexes_on_materialized_view(relation, configuration_changes.indexes) }}
  {%- endif -%}
{%- endmacro -%}


{%- macro postgres__update_indexes_on_materialized_view(relation, index_changes) -%}
  {%- do log('Applying UPDATE INDEXES to: ' ~ relation) -%}
  {%- set statements = [] -%}
  {%- for change in index_changes -%}
    {%- if change.action == 'create' -%}
      {%- do statements.append(postgres__get_create_index_sql(relation, change.context.as_node_config)) -%}
    {%- elif change.action == 'drop' -%}
      {%- do statements.append(postgres__get_drop_index_sql(relation, change.context.name)) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ statements | join(';\n') }}
{%- endmacro -%}
