{#-
  A relation that stands for the one of another environment: a clone where the database can clone tables, else a view over it. What
  exists already is kept unless a full refresh is asked for.
-#}
{%- materialization clone, default -%}
  {%- if not defer_relation -%}
    {%- do log('No relation found in state manifest for ' ~ model.unique_id, info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- set current = load_cached_relation(this) -%}
  {%- if current and not flags.FULL_REFRESH -%}
    {%- do log('Relation ' ~ current ~ ' already exists', info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- if this.database == defer_relation.database
      and this.schema == defer_relation.schema
      and this.identifier == defer_relation.identifier -%}
    {%- if not current -%}
      {%- do exceptions.raise_compiler_error('Nothing to clone: ' ~ this.render() ~ ' does not exist, and is what the state manifest names') -%}
    {%- endif -%}
    {%- do log('Target relation and defer relation are the same, skipping clone for relation: ' ~ this.render(), info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- set original = load_cached_relation(defer_relation) -%}
  {%- set cloning = can_clone_table() -%}
  {%- if not (original and original.type == 'table' and cloning) -%}
    {#- As a view, built by the adapter's own materialization where it has one. -#}
    {%- set of_adapter = 'materialization_view_' ~ adapter.type() -%}
    {%- set build_view = context[of_adapter if of_adapter in context else 'materialization_view_default'] -%}
    {%- do return(build_view()) -%}
  {%- endif -%}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- if current is not none and not current.is_table -%}
    {%- do log('Dropping relation ' ~ current.render() ~ ' because it is of type ' ~ current.type) -%}
    {%- do drop_relation_if_exists(current) -%}
  {%- endif -%}

  {%- call statement('main') -%}
    {{ create_or_replace_clone(target_relation, defer_relation) }}
  {%- endcall -%}

  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(current, full_refresh_mode=True)) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do return({'relations': [target_relation]}) -%}
{%- endmaterialization -%}
