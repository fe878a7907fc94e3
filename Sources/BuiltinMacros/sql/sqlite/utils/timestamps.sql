{#- Times are text in UTC, to the second. -#}
{%- macro sqlite__current_timestamp() -%}
  {{ 'datetime()' }}
{%- endmacro -%}

{%- macro sqlite__snapshot_get_time() -%}
  {{ 'datetime()' }}
{%- endmacro -%}

{%- macro sqlite__snapshot_string_as_time(timestamp) -%}
  {%- do return("'" ~ timestamp ~ "'") -%}
{%- endmacro -%}

{%- macro sqlite__current_timestamp_backcompat() -%}
  {{ 'datetime()' }}
{%- endmacro -%}

{%- macro sqlite__current_timestamp_in_utc_backcompat() -%}
  {{ 'datetime()' }}
{%- endmacro -%}
