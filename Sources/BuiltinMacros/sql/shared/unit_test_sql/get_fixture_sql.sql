{#-
  The rows of a unit test's fixture as a query. Columns that a row leaves out are null. The types come from the relation the fixture
  stands for (of the other environment, where it only exists there), unless they are given.
-#}
{%- macro get_fixture_sql(rows, column_name_to_data_types) -%}
  {%- set types = {} -%}
  {%- set quoted = {} -%}
  {%- for name, type in (column_name_to_data_types or {}).items() -%}
    {%- do types.update({name | lower: type}) -%}
    {%- do quoted.update({name | lower: adapter.quote(name)}) -%}
  {%- endfor -%}
  {%- if not types -%}
    {%- set stands_for = defer_relation if defer_relation and not load_relation(this) else this -%}
    {%- for column in adapter.get_columns_in_relation(stands_for) -%}
      {%- do types.update({column.name | lower: column.data_type}) -%}
      {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if not types -%}
    {%- do exceptions.raise_compiler_error("Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ this
      ~ " because the relation doesn't exist") -%}
  {%- endif -%}

  {%- set nulls = {} -%}
  {%- for name, type in types.items() -%}
    {%- do nulls.update({name: safe_cast('null', type) | trim}) -%}
  {%- endfor -%}
  {%- do validate_fixture_rows(rows, row_number) -%}

  {%- set selects = [] -%}
  {%- for row in rows or [none] -%}
    {%- set values = nulls.copy() -%}
    {%- if row is not none -%}
      {%- do values.update(format_row(row, types)) -%}
    {%- endif -%}
    {%- set fields = [] -%}
    {%- for name, value in values.items() -%}
      {%- do fields.append(' ' ~ value ~ ' as ' ~ quoted[name]) -%}
    {%- endfor -%}
    {%- do selects.append('select' ~ fields | join(',')) -%}
  {%- endfor -%}
  {{- '\n-- Fixture for ' ~ model.name ~ '\n' ~ selects | join('\nunion all\n') ~ ('' if rows else '\n    limit 0') -}}
{%- endmacro -%}


{#- The same for the expected rows, with just the columns they name. -#}
{%- macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -%}
  {%- set selects = [] -%}
  {%- for row in rows -%}
    {%- set fields = [] -%}
    {%- for name, value in format_row(row, column_name_to_data_types).items() -%}
      {%- do fields.append(' ' ~ value ~ ' as ' ~ column_name_to_quoted[name]) -%}
    {%- endfor -%}
    {%- do selects.append('select' ~ fields | join(',')) -%}
  {%- endfor -%}
  {%- if selects -%}
    {{ selects | join('\nunion all\n') }}
  {%- else -%}
    {{ 'select * from dbt_internal_unit_test_actual\n    limit 0' }}
  {%- endif -%}
{%- endmacro -%}


{#- A row as SQL values, each cast to its column's type, under the column names in lower case. -#}
{%- macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for given_name, value in row.items() -%}
    {%- set name = given_name | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error("Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture
        ~ '.\nAccepted columns for ' ~ fixture ~ ' are: ' ~ column_name_to_data_types.keys() | list) -%}
    {%- endif -%}

    {%- set type = column_name_to_data_types[name] -%}
    {%- if value is none -%}
      {%- set literal = 'null' -%}
    {%- elif value is string -%}
      {%- set literal = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
      {#- A length would cut the text off without a word. -#}
      {%- set type = type.split('(')[0] if 'varying' in type else type -%}
    {%- else -%}
      {%- set literal = value -%}
    {%- endif -%}
    {%- do formatted.update({name: safe_cast(literal, type)}) -%}
  {%- endfor -%}
  {%- do return(formatted) -%}
{%- endmacro -%}


{#- For adapters that cannot take every row. -#}
{%- macro validate_fixture_rows(rows, row_number) -%}
  {%- do return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) -%}
{%- endmacro -%}

{%- macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro -%}
