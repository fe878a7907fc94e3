{%- macro sqlite__smelt_moment_type() -%}
  {%- do return('text') -%}
{%- endmacro -%}

{#- `quote` tells 1, '1' and no value apart. -#}
{%- macro sqlite__smelt_row_key(columns) -%}
  {%- set texts = [] -%}
  {%- for column in columns -%}
    {%- do texts.append('quote(' ~ column ~ ')') -%}
  {%- endfor -%}
  {%- do return('md5(' ~ texts | join(" || ',' || ") ~ ')') -%}
{%- endmacro -%}

{#- Writing nothing is what lets nobody else write. -#}
{%- macro sqlite__smelt_lock_rows(relation) -%}
  {%- call statement('quarantine_lock') -%}
    delete from {{ relation }} where 1 = 0
  {%- endcall -%}
{%- endmacro -%}
