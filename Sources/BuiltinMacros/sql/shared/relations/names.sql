{#-
  The names of relations that live only while a node is built: `__dbt_tmp` for what is being built, `__dbt_backup` for what it replaces.
-#}
{%- macro make_intermediate_relation(base_relation, suffix='__dbt_tmp') -%}
  {%- do return(adapter.dispatch('make_intermediate_relation', 'dbt')(base_relation, suffix)) -%}
{%- endmacro -%}

{%- macro default__make_intermediate_relation(base_relation, suffix) -%}
  {%- do return(default__make_temp_relation(base_relation, suffix)) -%}
{%- endmacro -%}


{#- Batches of a microbatch model run side by side, so each has a temporary relation of its own. -#}
{%- macro make_temp_relation(base_relation, suffix='__dbt_tmp') -%}
  {%- if model.batch and suffix == '__dbt_tmp' -%}
    {%- set suffix = suffix ~ '_' ~ model.batch.id -%}
  {%- endif -%}
  {%- do return(adapter.dispatch('make_temp_relation', 'dbt')(base_relation, suffix)) -%}
{%- endmacro -%}

{%- macro default__make_temp_relation(base_relation, suffix) -%}
  {%- do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix})) -%}
{%- endmacro -%}


{%- macro make_backup_relation(base_relation, backup_relation_type, suffix='__dbt_backup') -%}
  {%- do return(adapter.dispatch('make_backup_relation', 'dbt')(base_relation, backup_relation_type, suffix)) -%}
{%- endmacro -%}

{%- macro default__make_backup_relation(base_relation, backup_relation_type, suffix) -%}
  {%- do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix}, type=backup_relation_type)) -%}
{%- endmacro -%}
