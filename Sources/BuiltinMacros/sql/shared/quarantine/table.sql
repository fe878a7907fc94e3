{#-
  The quarantine of a relation is a table beside it: `<name>__quarantine`, with the relation's columns and behind them

    _rule            the unique id of the test
    _reason          the condition that was met
    _run             the id of the invocation that met the row last
    _first_seen_at   the start of the first run that met it
    _quarantined_at  the start of the last one
    _released_at     when it was released; null while it waits
    _row_key         a hash of the row's content, by which it is known again

  A row that breaks several rules lies there once, under the first.

  Beside a candidate, which is not published yet, the quarantine begins as a copy of the published one and is published in its place.
-#}
{%- macro smelt_make_quarantine_table(table, published, relation, columns) -%}
  {%- set moment = smelt_moment_type() -%}
  {%- call statement('quarantine_table') -%}
    {%- if published and published | string != table | string -%}
    create table if not exists {{ table }} as
    select * from {{ published }}
    {%- else -%}
    create table if not exists {{ table }} as
    select {{ smelt_column_list(columns) }},
      cast(null as text) as _rule,
      cast(null as text) as _reason,
      cast(null as text) as _run,
      cast(null as {{ moment }}) as _first_seen_at,
      cast(null as {{ moment }}) as _quarantined_at,
      cast(null as {{ moment }}) as _released_at,
      cast(null as text) as _row_key
    from {{ relation }}
    where 1 = 0
    {%- endif -%}
  {%- endcall -%}
  {%- set known = adapter.get_columns_in_relation(table) | map(attribute='name') | map('lower') | list -%}
  {%- set missing = [] -%}
  {%- for column in columns -%}
    {%- if column.name | lower not in known -%}
      {%- do missing.append(column) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if missing -%}
    {%- do alter_relation_add_remove_columns(table, missing, none) -%}
  {%- endif -%}
{%- endmacro -%}

{%- macro smelt_column_list(columns) -%}
  {%- do return(columns | map(attribute='quoted') | join(', ')) -%}
{%- endmacro -%}

{#- The start of the run, as a literal of the quarantine's columns. -#}
{%- macro smelt_run_start() -%}
  {%- do return(smelt_moment_literal(run_started_at)) -%}
{%- endmacro -%}

{%- macro smelt_moment_literal(moment) -%}
  {%- do return("cast('" ~ moment.strftime('%Y-%m-%d %H:%M:%S') ~ "' as " ~ smelt_moment_type() ~ ')') -%}
{%- endmacro -%}

{%- macro smelt_moment_type() -%}
  {%- do return(adapter.dispatch('smelt_moment_type', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__smelt_moment_type() -%}
  {%- do return('timestamp') -%}
{%- endmacro -%}


{#- What a row is known by: a hash of all its columns but those that a snapshot adds. -#}
{%- macro smelt_row_key(columns, ignored=[]) -%}
  {%- set own = [] -%}
  {%- for column in columns -%}
    {%- if column.name | lower not in ignored -%}
      {%- do own.append(column.quoted) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(adapter.dispatch('smelt_row_key', 'dbt')(own)) -%}
{%- endmacro -%}

{%- macro default__smelt_row_key(columns) -%}
  {%- do return('md5(cast(row(' ~ columns | join(', ') ~ ') as text))') -%}
{%- endmacro -%}


{#- Nobody else writes the relation until the transaction ends. -#}
{%- macro smelt_lock_rows(relation) -%}
  {%- do adapter.dispatch('smelt_lock_rows', 'dbt')(relation) -%}
{%- endmacro -%}

{%- macro default__smelt_lock_rows(relation) -%}
  {%- call statement('quarantine_lock') -%}
    lock table {{ relation }} in share row exclusive mode
  {%- endcall -%}
{%- endmacro -%}
