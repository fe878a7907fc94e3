{#- Builds the indexes of the node's `indexes` setting, where the database has indexes. -#}
{%- macro create_indexes(relation) -%}
  {%- do return(adapter.dispatch('create_indexes', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__create_indexes(relation) -%}
  {%- for index in config.get('indexes', default=[]) -%}
    {%- set create_sql = get_create_index_sql(relation, index) -%}
    {%- if create_sql -%}
      {%- do run_query(create_sql) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro -%}


{#- None: this database has no indexes. -#}
{%- macro get_create_index_sql(relation, index_dict) -%}
  {%- do return(adapter.dispatch('get_create_index_sql', 'dbt')(relation, index_dict)) -%}
{%- endmacro -%}

{%- macro default__get_create_index_sql(relation, index_dict) -%}
  {%- do return(None) -%}
{%- endmacro -%}


{%- macro get_drop_index_sql(relation, index_name) -%}
  {{ adapter.dispatch('get_drop_index_sql', 'dbt')(relation, index_name) }}
{%- endmacro -%}

{%- macro default__get_drop_index_sql(relation, index_name) -%}
  {%- do exceptions.raise_compiler_error('`get_drop_index_sql has not been implemented for this adapter.') -%}
{%- endmacro -%}


{%- macro get_show_indexes_sql(relation) -%}
  {{ adapter.dispatch('get_show_indexes_sql', 'dbt')(relation) }}
{%- endmacro -%}

{%- macro default__get_show_indexes_sql(relation) -%}
  {%- do exceptions.raise_compiler_error('`get_show_indexes_sql has not been implemented for this adapter.') -%}
{%- endmacro -%}
