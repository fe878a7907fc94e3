{#- The time now, as the database tells it. -#}
{%- macro current_timestamp() -%}
  {{ adapter.dispatch('current_timestamp', 'dbt')() }}
{%- endmacro -%}

{%- macro default__current_timestamp() -%}
  {%- do exceptions.raise_not_implemented('no macro current_timestamp for adapter ' ~ adapter.type()) -%}
{%- endmacro -%}


{#- The time a snapshot stamps its rows with, and the type of that. -#}
{%- macro snapshot_get_time() -%}
  {{ adapter.dispatch('snapshot_get_time', 'dbt')() }}
{%- endmacro -%}

{%- macro default__snapshot_get_time() -%}
  {{ '\n    ' ~ current_timestamp() ~ '\n' }}
{%- endmacro -%}


{%- macro get_snapshot_get_time_data_type() -%}
  {%- set now = adapter.dispatch('snapshot_get_time', 'dbt')() -%}
  {%- set columns = get_column_schema_from_query('select ' ~ now ~ ' as dbt_snapshot_time') -%}
  {%- do return(columns[0].dtype or none) -%}
{%- endmacro -%}


{#- Two older spellings that packages still call; new projects use `current_timestamp`. -#}
{%- macro current_timestamp_backcompat() -%}
  {%- do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__current_timestamp_backcompat() -%}
  {{ '\n    current_timestamp::timestamp\n' }}
{%- endmacro -%}


{%- macro current_timestamp_in_utc_backcompat() -%}
  {%- do return(adapter.dispatch('current_timestamp_in_utc_backcompat', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__current_timestamp_in_utc_backcompat() -%}
  {%- do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) -%}
{%- endmacro -%}
