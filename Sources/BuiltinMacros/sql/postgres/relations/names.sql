{#-
  A name is cut off by Postgres after 63 bytes without a word, which would cost two long names their difference, or a name its suffix: the
  name is shortened here so that the suffix always fits. With `dstring` the time of day is part of the suffix.
-#}
{%- macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) -%}
  {%- set ending = suffix ~ modules.datetime.datetime.now().strftime('%H%M%S%f') if dstring else suffix -%}
  {%- set longest = base_relation.relation_max_name_length() -%}
  {%- if ending | length > longest -%}
    {%- do exceptions.raise_compiler_error('Relation suffix is too long (' ~ ending | length
      ~ ' characters). Maximum length is ' ~ longest ~ ' characters.') -%}
  {%- endif -%}
  {%- set kept = longest - ending | length -%}
  {%- do return(base_relation.incorporate(path={'identifier': base_relation.identifier[:kept] ~ ending})) -%}
{%- endmacro -%}

{%- macro postgres__make_intermediate_relation(base_relation, suffix) -%}
  {%- do return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=False)) -%}
{%- endmacro -%}

{#- Temporary tables live in a schema of the session's own. -#}
{%- macro postgres__make_temp_relation(base_relation, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=True) -%}
  {%- do return(named.incorporate(path={'database': none, 'schema': none})) -%}
{%- endmacro -%}

{%- macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=False) -%}
  {%- do return(named.incorporate(type=backup_relation_type)) -%}
{%- endmacro -%}
