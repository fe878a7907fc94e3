{#- The staging table is the session's, which other nodes use after this one. -#}
{%- macro sqlite__post_snapshot(staging_relation) -%}
  {%- do sqlite__drop_relation(staging_relation) -%}
{%- endmacro -%}
