{#- Rows go in by the adapter's own way where it has one; else as bound values, in kinds that SQLite can store. -#}
{%- macro sqlite__load_csv_rows(model, agate_table) -%}
  {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {%- if adapter.load_seed_rows is defined -%}
    {%- do return(adapter.load_seed_rows(this, agate_table, columns)) -%}
  {%- endif -%}

  {%- set sent = namespace(first=none) -%}
  {%- set one_row = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(',') ~ ')' -%}
  {%- for batch in agate_table.rows | batch(10000) -%}
    {%- set values = [] -%}
    {%- for row in batch -%}
      {%- do values.extend(adapter.transform_seed_row(row)) -%}
    {%- endfor -%}
    {%- set insert_sql = 'insert into ' ~ this ~ ' (' ~ columns ~ ') values ' ~ ([one_row] * batch | length) | join(',') -%}
    {%- do adapter.add_query(insert_sql, bindings=values, abridge_sql_log=True) -%}
    {%- if loop.first -%}
      {%- set sent.first = insert_sql -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(sent.first) -%}
{%- endmacro -%}
