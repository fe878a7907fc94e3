{%- macro postgres__current_timestamp() -%}
  now()
{%- endmacro -%}


{%- macro postgres__snapshot_get_time() -%}
  {{ current_timestamp() ~ '::timestamp without time zone' }}
{%- endmacro -%}


{%- macro postgres__snapshot_string_as_time(timestamp) -%}
  {%- do return("'" ~ timestamp ~ "'::timestamp without time zone") -%}
{%- endmacro -%}


{%- macro postgres__current_timestamp_backcompat() -%}
  {{ '\n    current_timestamp::' ~ type_timestamp() ~ '\n' }}
{%- endmacro -%}


{%- macro postgres__current_timestamp_in_utc_backcompat() -%}
  {{ "\n    (current_timestamp at time zone 'utc')::" ~ type_timestamp() ~ '\n' }}
{%- endmacro -%}
