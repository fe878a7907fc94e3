{%- macro sqlite__snapshot_hash_arguments(args) -%}
  {%- set parts = [] -%}
  {%- for argument in args -%}
    {%- do parts.append('coalesce(cast(' ~ argument ~ " as varchar ), '')") -%}
  {%- endfor -%}
  {{ 'hex(md5(' ~ parts | join(" || '|' || ") ~ '))' }}
{%- endmacro -%}
