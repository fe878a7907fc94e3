{%- macro create_csv_table(model, agate_table) -%}
  {{ adapter.dispatch('create_csv_table', 'dbt')(model, agate_table) }}
{%- endmacro -%}


{#- The types found in the file, unless the seed's `column_types` names another. -#}
{%- macro default__create_csv_table(model, agate_table) -%}
  {%- set chosen_types = model['config'].get('column_types', {}) -%}
  {%- set quoting = model['config'].get('quote_columns', None) -%}
  {%- set definitions = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set type = chosen_types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
    {%- do definitions.append(adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type) -%}
  {%- endfor -%}

  {%- set create_sql = 'create table ' ~ this.render() ~ ' (' ~ definitions | join(', ') ~ ')' -%}
  {%- call statement('_') -%}
    {{ create_sql }}
  {%- endcall -%}
  {%- do return(create_sql) -%}
{%- endmacro -%}


{%- macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{ adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table) }}
{%- endmacro -%}

{%- macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {%- if full_refresh -%}
    {%- do adapter.drop_relation(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
  {%- endif -%}
  {%- do adapter.truncate_relation(old_relation) -%}
  {%- do return('truncate table ' ~ old_relation.render()) -%}
{%- endmacro -%}


{#- What is written below target/run for a seed: the statements that were sent for it. -#}
{%- macro get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql) }}
{%- endmacro -%}

{%- macro default__get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ create_or_truncate_sql ~ ';\n-- rows\n' ~ insert_sql }}
{%- endmacro -%}


{#- How a bound value is written in a statement, and how many rows go into one. -#}
{%- macro get_binding_char() -%}
  {{ adapter.dispatch('get_binding_char', 'dbt')() }}
{%- endmacro -%}

{%- macro default__get_binding_char() -%}
  {%- do return('%s') -%}
{%- endmacro -%}


{%- macro get_batch_size() -%}
  {%- do return(adapter.dispatch('get_batch_size', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__get_batch_size() -%}
  {%- do return(10000) -%}
{%- endmacro -%}


{%- macro get_seed_column_quoted_csv(model, column_names) -%}
  {%- set quoting = model['config'].get('quote_columns', None) -%}
  {%- set names = [] -%}
  {%- for name in column_names -%}
    {%- do names.append(adapter.quote_seed_column(name, quoting)) -%}
  {%- endfor -%}
  {%- do return(names | join(', ')) -%}
{%- endmacro -%}


{%- macro load_csv_rows(model, agate_table) -%}
  {{ adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table) }}
{%- endmacro -%}


{#-
  Rows go in as bound values, batch by batch. An adapter that has a faster way in (Postgres: COPY) offers `load_seed_rows`, which returns
  the text of what it sent.
-#}
{%- macro default__load_csv_rows(model, agate_table) -%}
  {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {%- if adapter.load_seed_rows is defined -%}
    {%- do return(adapter.load_seed_rows(this, agate_table, columns)) -%}
  {%- endif -%}

  {%- set sent = namespace(first=none) -%}
  {%- set one_row = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(',') ~ ')' -%}
  {%- for batch in agate_table.rows | batch(get_batch_size()) -%}
    {%- set values = [] -%}
    {%- for row in batch -%}
      {%- do values.extend(row) -%}
    {%- endfor -%}
    {%- set insert_sql = 'insert into ' ~ this.render() ~ ' (' ~ columns ~ ') values ' ~ ([one_row] * batch | length) | join(',') -%}
    {%- do adapter.add_query(insert_sql, bindings=values, abridge_sql_log=True) -%}
    {%- if loop.first -%}
      {%- set sent.first = insert_sql -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(sent.first) -%}
{%- endmacro -%}
