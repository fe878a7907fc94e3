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
    comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ postgres_escape_comment(column['description']) }};
  {%- endfor -%}
{%- endmacro -%}
