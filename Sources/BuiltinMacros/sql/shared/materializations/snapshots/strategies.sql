{#-
  A strategy says how a changed row is recognised. It is the macro `snapshot_<name>_strategy`, of the project itself or of a package that
  is named with it (`package.name`), and returns a dictionary: unique_key, updated_at, row_changed, scd_id, invalidate_hard_deletes,
  hard_deletes.
-#}
{%- macro strategy_dispatch(name) -%}
  {%- set package, strategy, macros = none, name, context -%}
  {%- if '.' in name -%}
    {%- set package, strategy = name.split('.', 1) -%}
    {%- if package not in context -%}
      {%- do exceptions.raise_compiler_error("Could not find package '" ~ package ~ "', called with '" ~ name ~ "'") -%}
    {%- endif -%}
    {%- set macros = context[package] -%}
  {%- endif -%}

  {%- set macro_name = 'snapshot_' ~ strategy ~ '_strategy' -%}
  {%- if macro_name not in macros -%}
    {%- do exceptions.raise_compiler_error(
      "The specified strategy macro '" ~ strategy ~ "' was not found in package '" ~ package ~ "'") -%}
  {%- endif -%}
  {%- do return(macros[macro_name]) -%}
{%- endmacro -%}


{#- A row is new when its time is later than the one the snapshot has it valid from. -#}
{%- macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set key = config.get('unique_key') -%}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {#- The snapshot's own time is compared, since an older strategy may have kept another column. -#}
  {%- set row_changed = '(' ~ snapshotted_rel ~ '.' ~ names.dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')' -%}
  {%- do return({
    'unique_key': key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(key, updated_at)),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes
  }) -%}
{%- endmacro -%}


{#- A row is new when one of the checked columns differs, or when there is a new column to check. -#}
{%- macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set key = config.get('unique_key') -%}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set column_added, checked = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}

  {%- set differences = [] -%}
  {%- for name in checked -%}
    {%- set old = snapshotted_rel ~ '.' ~ name -%}
    {%- set new = current_rel ~ '.' ~ name -%}
    {%- do differences.append(old ~ ' != ' ~ new ~ ' or (' ~ old ~ ' is null) != (' ~ new ~ ' is null)') -%}
  {%- endfor -%}
  {%- set row_changed = '(' ~ (get_true_sql() if column_added else differences | join(' or ')) ~ ')' -%}

  {%- do return({
    'unique_key': key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(key, updated_at)),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes
  }) -%}
{%- endmacro -%}


{#- A pair: whether the query has a checked column that the snapshot lacks, and the checked columns both have (quoted). -#}
{%- macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {%- do return((false, [])) -%}
  {%- endif -%}

  {#- The database is asked even for a list of names: it knows how they are written. -#}
  {%- if check_cols_config == 'all' -%}
    {%- set wanted = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config | length > 0 -%}
    {%- set wanted = get_columns_in_query(
      'select ' ~ check_cols_config | join(', ') ~ ' from (\n' ~ node['compiled_code'] ~ '\n) subq') -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) -%}
  {%- endif -%}

  {%- set target_relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set stored = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
  {%- set both = [] -%}
  {%- for name in wanted if name in stored -%}
    {%- do both.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return((both | length < wanted | length, both)) -%}
{%- endmacro -%}


{#- One value that stands for a row's version: a hash of key and time. -#}
{%- macro snapshot_hash_arguments(args) -%}
  {{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}
{%- endmacro -%}

{%- macro default__snapshot_hash_arguments(args) -%}
  {%- set parts = [] -%}
  {%- for argument in args -%}
    {%- do parts.append('coalesce(cast(' ~ argument ~ " as varchar ), '')") -%}
  {%- endfor -%}
  {{ 'md5(' ~ parts | join(" || '|' || ") ~ ')' }}
{%- endmacro -%}


{%- macro snapshot_string_as_time(timestamp) -%}
  {{ adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp) }}
{%- endmacro -%}

{%- macro default__snapshot_string_as_time(timestamp) -%}
  {%- do exceptions.raise_not_implemented('no macro snapshot_string_as_time for adapter ' ~ adapter.type()) -%}
{%- endmacro -%}
