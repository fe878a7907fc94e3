{#- Which columns a merge updates: the ones named, all but the ones named, or all. -#}
{%- macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) -%}
  {%- do return(adapter.dispatch('get_merge_update_columns', 'dbt')(merge_update_columns, merge_exclude_columns, dest_columns)) -%}
{%- endmacro -%}

{%- macro default__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) -%}
  {%- if merge_update_columns and merge_exclude_columns -%}
    {%- do exceptions.raise_compiler_error('Model cannot specify merge_update_columns and merge_exclude_columns.'
      ~ ' Please update model to use only one config') -%}
  {%- elif merge_update_columns -%}
    {%- do return(merge_update_columns) -%}
  {%- endif -%}
  {%- set left_out = (merge_exclude_columns or []) | map('lower') | list -%}
  {%- set kept = [] -%}
  {%- for column in dest_columns if column.column | lower not in left_out -%}
    {%- do kept.append(column.quoted) -%}
  {%- endfor -%}
  {%- do return(kept) -%}
{%- endmacro -%}


{%- macro get_quoted_csv(column_names) -%}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {%- do return(quoted | join(', ')) -%}
{%- endmacro -%}


{#- Compared by name alone, upper and lower case as they are. -#}
{%- macro diff_columns(source_columns, target_columns) -%}
  {%- set known = target_columns | map(attribute='column') | list -%}
  {%- do return(source_columns | rejectattr('name', 'in', known) | list) -%}
{%- endmacro -%}


{%- macro diff_column_data_types(source_columns, target_columns) -%}
  {%- do return(adapter.dispatch('diff_column_data_types', 'dbt')(source_columns, target_columns)) -%}
{%- endmacro -%}

{%- macro default__diff_column_data_types(source_columns, target_columns) -%}
  {%- set retyped = [] -%}
  {%- for new in source_columns -%}
    {%- for old in (target_columns | selectattr('name', 'equalto', new.name) | list)[:1] -%}
      {%- if new.expanded_data_type != old.expanded_data_type and not new.can_expand_to(other_column=old) -%}
        {%- do retyped.append({'column_name': old.name, 'new_type': new.expanded_data_type}) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do return(retyped) -%}
{%- endmacro -%}
