{%- macro postgres__get_create_materialized_view_as_sql(relation, sql) -%}
  {%- set statements = ['create materialized view if not exists ' ~ relation ~ ' as ' ~ sql ~ '\n'] -%}
  {%- for index in config.get('indexes', []) -%}
    {%- do statements.append(get_create_index_sql(relation, index)) -%}
  {%- endfor -%}
  {{ '\n    ' ~ statements | join(';\n') }}
{%- endmacro -%}
