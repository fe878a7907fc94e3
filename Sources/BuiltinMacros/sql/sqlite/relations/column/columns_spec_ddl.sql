{#-
  Contracts on SQLite. A query has no types there before it has rows, so names are compared beforehand; types are held by the table
  itself: SQLite converts what it can to a column's type, and a check on each column refuses the rest.
-#}
{%- macro sqlite__get_assert_columns_equivalent(sql) -%}
  {%- set promised = model['columns'] -%}
  {%- if not promised -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}
  {%- set untyped = [] -%}
  {%- set types = {} -%}
  {%- for column in promised.values() -%}
    {%- if column['data_type'] is not defined -%}
      {%- do untyped.append(column['name']) -%}
    {%- endif -%}
    {%- do types.update({column['name'] | lower: column['data_type']}) -%}
  {%- endfor -%}
  {%- if untyped -%}
    {%- do exceptions.column_type_missing(column_names=untyped) -%}
  {%- endif -%}

  {%- set given = [] -%}
  {%- for name in get_columns_in_query(sql) -%}
    {%- do given.append({'name': name | lower, 'data_type': types.get(name | lower, 'UNKNOWN')}) -%}
  {%- endfor -%}
  {%- if given | map(attribute='name') | sort | list != types.keys() | sort | list -%}
    {%- set wanted = [] -%}
    {%- for name, type in types.items() -%}
      {%- do wanted.append({'name': name, 'data_type': type}) -%}
    {%- endfor -%}
    {%- do exceptions.raise_contract_error(wanted, given) -%}
  {%- endif -%}
{%- endmacro -%}


{#- Columns with types and constraints, the constraints of the model, and a check of each type. Foreign keys are looked at afterwards. -#}
{%- macro sqlite__get_table_columns_and_constraints() -%}
  {%- set of_model = [] -%}
  {%- set keys = [] -%}
  {%- for constraint in model['constraints'] if constraint['type'] != 'foreign_key' -%}
    {%- do of_model.append(constraint) -%}
    {%- do keys.extend(constraint['columns'] if constraint['type'] == 'primary_key' else []) -%}
  {%- endfor -%}

  {%- set columns = {} -%}
  {%- set checks = [] -%}
  {%- for name, column in model['columns'].items() -%}
    {%- set kept = [] -%}
    {%- for constraint in column.get('constraints', []) if constraint['type'] != 'foreign_key' -%}
      {%- do kept.append(constraint) -%}
    {%- endfor -%}
    {#- SQLite lets nulls into primary keys. -#}
    {%- set kinds = kept | map(attribute='type') | list -%}
    {%- if ('primary_key' in kinds or name in keys) and 'not_null' not in kinds -%}
      {%- do kept.append({'type': 'not_null'}) -%}
    {%- endif -%}
    {%- do columns.update({name: {
      'name': name, 'quote': column.get('quote'), 'data_type': sqlite_column_type(column['data_type']), 'constraints': kept
    }}) -%}
    {%- set check = sqlite_type_check(adapter.quote(name), column['data_type']) -%}
    {%- if check -%}
      {%- do checks.append('constraint ' ~ adapter.quote(name ~ ' is ' ~ column['data_type']) ~ ' check (' ~ check ~ ')') -%}
    {%- endif -%}
  {%- endfor -%}

  {%- set parts = adapter.render_raw_columns_constraints(raw_columns=columns)
    + adapter.render_raw_model_constraints(raw_constraints=of_model) + checks -%}
  (
    {{ parts | join(',\n    ') }}
  )
{%- endmacro -%}


{#- What kind of values a type is for, from its name. -#}
{%- macro sqlite_type_class(data_type) -%}
  {%- set type = data_type | lower -%}
  {%- for class, words in {
    'text': ['char', 'clob', 'text', 'string'],
    'integer': ['int', 'serial'],
    'real': ['real', 'floa', 'doub'],
    'number': ['numeric', 'decimal', 'number'],
    'boolean': ['bool'],
    'moment': ['date', 'time'],
    'bytes': ['blob', 'bytea', 'binary']
  }.items() -%}
    {%- for word in words if word in type and not (word == 'int' and ('interval' in type or 'point' in type)) -%}
      {%- do return(class) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do return('other') -%}
{%- endmacro -%}


{#- The type to declare. SQLite would turn texts of types that it does not know into numbers where they look like some. -#}
{%- macro sqlite_column_type(data_type) -%}
  {%- do return('text' if sqlite_type_class(data_type) == 'other' or 'string' in data_type | lower else data_type) -%}
{%- endmacro -%}


{#- The condition that a column's values are of its type; none where any value is. -#}
{%- macro sqlite_type_check(column, data_type) -%}
  {%- set class = sqlite_type_class(data_type) -%}
  {%- set length = modules.re.search('char\\w*\\s*(?:varying\\s*)?\\((\\d+)\\)', data_type | lower) -%}
  {%- set condition = {
    'text': "typeof(" ~ column ~ ") = 'text'" ~ (" and length(" ~ column ~ ") <= " ~ length.group(1) if length else ""),
    'integer': "typeof(" ~ column ~ ") = 'integer'",
    'real': "typeof(" ~ column ~ ") = 'real'",
    'number': "typeof(" ~ column ~ ") in ('integer', 'real')",
    'boolean': column ~ " in (0, 1)",
    'moment': "julianday(" ~ column ~ ") is not null",
    'bytes': "typeof(" ~ column ~ ") = 'blob'"
  }.get(class) -%}
  {%- do return(column ~ ' is null or ' ~ condition if condition else none) -%}
{%- endmacro -%}


{#- A table of a contract is made column by column, and then filled in the order of the contract. -#}
{%- macro sqlite_create_contracted_table(relation, sql) -%}
  create table {{ relation }}
  {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
  {{ get_select_subquery(sql) }}
{%- endmacro -%}


{#-
  Foreign keys are held when rows are written, as on databases where rebuilding the other table takes the constraint away: every row must
  find its key there, or the node fails and nothing of it stays.
-#}
{%- macro sqlite_check_foreign_keys(relation) -%}
  {%- if config.get('contract').enforced -%}
    {%- for constraint in model['constraints'] if constraint['type'] == 'foreign_key' -%}
      {%- do sqlite_check_foreign_key(relation, constraint, constraint['columns']) -%}
    {%- endfor -%}
    {%- for name, column in model['columns'].items() -%}
      {%- for constraint in column.get('constraints', []) if constraint['type'] == 'foreign_key' -%}
        {%- do sqlite_check_foreign_key(relation, constraint, [name]) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}


{%- macro sqlite_check_foreign_key(relation, constraint, columns) -%}
  {%- if not constraint.get('to') or constraint['to_columns'] | length != columns | length -%}
    {%- if constraint.get('warn_unsupported', true) -%}
      {%- do exceptions.raise_compiler_error('SQLite cannot enforce the foreign key on ' ~ columns | join(', ')
        ~ ": name its table with 'to' and its columns with 'to_columns', or set 'warn_unsupported: false' to leave it out") -%}
    {%- endif -%}
    {%- do return('') -%}
  {%- endif -%}
  {%- set given = [] -%}
  {%- set same = [] -%}
  {%- for column in columns -%}
    {%- do given.append('child.' ~ adapter.quote(column) ~ ' is not null') -%}
    {%- do same.append('parent.' ~ adapter.quote(constraint['to_columns'][loop.index0]) ~ ' = child.' ~ adapter.quote(column)) -%}
  {%- endfor -%}
  {%- set orphans = run_query('select count(*) from ' ~ relation ~ ' as child where ' ~ given | join(' and ')
    ~ ' and not exists (select 1 from ' ~ constraint['to'] ~ ' as parent where ' ~ same | join(' and ') ~ ')').rows[0][0] -%}
  {%- if orphans > 0 -%}
    {%- do exceptions.raise_database_error('FOREIGN KEY constraint failed: ' ~ orphans ~ ' of the rows of ' ~ relation ~ ' have a '
      ~ columns | join(', ') ~ ' that ' ~ constraint['to'] ~ ' (' ~ constraint['to_columns'] | join(', ') ~ ') has not') -%}
  {%- endif -%}
{%- endmacro -%}
