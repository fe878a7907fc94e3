{#- What to do when the new rows have other columns than the table: `ignore` is the rule where the setting is missing or unknown. -#}
{%- macro incremental_validate_on_schema_change(on_schema_change, default='ignore') -%}
  {%- if on_schema_change in ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'] -%}
    {%- do return(on_schema_change) -%}
  {%- endif -%}
  {%- do log('Invalid value for on_schema_change (' ~ on_schema_change ~ ') specified. Setting default value of ' ~ default ~ '.') -%}
  {%- do return(default) -%}
{%- endmacro -%}


{#- Applies the rule. Returns the columns of the new rows; an empty dictionary where nothing was looked at. -#}
{%- macro process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {%- do return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) -%}
{%- endmacro -%}

{%- macro default__process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {%- if on_schema_change == 'ignore' -%}
    {%- do return({}) -%}
  {%- endif -%}

  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {#- New rows without any column are a catalog that does not see them: nothing may be dropped for that. -#}
  {%- if not changes['source_columns'] -%}
    {%- set message = 'Could not read any columns of ' ~ source_relation ~ ' while on_schema_change is ' ~ on_schema_change
      ~ '. This is a metadata failure and no change of columns.' -%}
    {%- if on_schema_change != 'append_new_columns' -%}
      {%- do exceptions.raise_compiler_error(message) -%}
    {%- endif -%}
    {%- do exceptions.warn(message ~ ' The columns of ' ~ target_relation ~ ' stay as they are.') -%}
    {%- do return({}) -%}
  {%- endif -%}
  {%- if changes['schema_changed'] -%}
    {%- if on_schema_change == 'fail' -%}
      {%- do exceptions.raise_compiler_error('\n'.join([
        '',
        '              The source and target schemas on this incremental model are out of sync!',
        '              They can be reconciled in several ways:',
        '                - set the `on_schema_change` config to either append_new_columns or sync_all_columns, depending on your situation.',
        '                - Re-run the incremental model with `full_refresh: True` to update the target schema.',
        '                - update the schema manually and re-run the process.',
        '',
        '              Additional troubleshooting context:',
        '                 Source columns not in target: ' ~ changes['source_not_in_target'],
        '                 Target columns not in source: ' ~ changes['target_not_in_source'],
        '                 New column types: ' ~ changes['new_target_types'],
        '          '
      ])) -%}
    {%- endif -%}
    {%- do sync_column_schemas(on_schema_change, target_relation, changes) -%}
  {%- endif -%}
  {%- do return(changes['source_columns']) -%}
{%- endmacro -%}


{#- A dictionary of what differs: columns on one side only, and columns whose type would not fit. -#}
{%- macro check_for_schema_changes(source_relation, target_relation) -%}
  {%- do return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) -%}
{%- endmacro -%}

{%- macro default__check_for_schema_changes(source_relation, target_relation) -%}
  {%- set new_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set old_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(new_columns, old_columns) -%}
  {%- set removed = diff_columns(old_columns, new_columns) -%}
  {%- set retyped = diff_column_data_types(new_columns, old_columns) -%}
  {%- set changes = {
    'schema_changed': added != [] or removed != [] or retyped != [],
    'source_not_in_target': added,
    'target_not_in_source': removed,
    'source_columns': new_columns,
    'target_columns': old_columns,
    'new_target_types': retyped
  } -%}
  {%- do log('Columns of ' ~ target_relation ~ ': changed ' ~ changes['schema_changed']
    ~ ', added ' ~ added ~ ', removed ' ~ removed ~ ', new types ' ~ retyped) -%}
  {%- do return(changes) -%}
{%- endmacro -%}


{#- Changes the table: `append_new_columns` only adds, `sync_all_columns` also removes and retypes. -#}
{%- macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {%- do return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) -%}
{%- endmacro -%}

{%- macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {%- set all = on_schema_change == 'sync_all_columns' -%}
  {%- set added = schema_changes_dict['source_not_in_target'] -%}
  {%- set removed = schema_changes_dict['target_not_in_source'] if all else [] -%}
  {%- set retyped = schema_changes_dict['new_target_types'] if all else [] -%}

  {%- if all or on_schema_change == 'append_new_columns' -%}
    {%- if added or removed -%}
      {%- do alter_relation_add_remove_columns(target_relation, added, removed or none) -%}
    {%- endif -%}
    {%- for change in retyped -%}
      {%- do alter_column_type(target_relation, change['column_name'], change['new_type']) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do log('Columns of ' ~ target_relation ~ ' changed by ' ~ on_schema_change
    ~ ': added ' ~ added ~ ', removed ' ~ removed ~ ', new types ' ~ retyped) -%}
{%- endmacro -%}
