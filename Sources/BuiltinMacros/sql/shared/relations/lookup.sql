{#- The relation as the database has it, or none. Answered from what was listed at the start of the run. -#}
{%- macro load_cached_relation(relation) -%}
  {%- do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) -%}
{%- endmacro -%}

{#- The older name. -#}
{%- macro load_relation(relation) -%}
  {%- do return(load_cached_relation(relation)) -%}
{%- endmacro -%}


{#- A pair: whether the relation is there, and the relation (as found, or as it would be). -#}
{%- macro get_or_create_relation(database, schema, identifier, type) -%}
  {%- do return(adapter.dispatch('get_or_create_relation', 'dbt')(database, schema, identifier, type)) -%}
{%- endmacro -%}

{%- macro default__get_or_create_relation(database, schema, identifier, type) -%}
  {%- set found = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
  {%- if found -%}
    {%- do return([true, found]) -%}
  {%- endif -%}
  {%- do return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) -%}
{%- endmacro -%}
