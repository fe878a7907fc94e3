{#-
  Puts rows into a quarantine: `incoming` is a query of the relation's columns, _rule, _reason and _row_key.

  After a relation was rebuilt from its inputs, the rows that earlier runs put there under the same rules, or under rules that are no more,
  give way to the new ones; else they stay, and of a row that waits already only further copies are added. Either way it is remembered when
  a row was seen first. Released rows always stay: they are what lets a row pass.
-#}
{%- macro smelt_merge_quarantine(table, columns, incoming, rules, all_rules, is_rebuilt) -%}
  {%- set run = "'" ~ invocation_id ~ "'" -%}
  {%- set now = smelt_run_start() -%}
  {%- set list = smelt_column_list(columns) -%}
  {%- set earlier = 'waiting._released_at is null and waiting._run <> ' ~ run -%}
  {%- call statement('quarantine_insert') %}
  insert into {{ table }} ({{ list }}, _rule, _reason, _run, _first_seen_at, _quarantined_at, _row_key)
  select {{ list }}, _rule, _reason, {{ run }},
    coalesce((select min(waiting._first_seen_at) from {{ table }} waiting where {{ earlier }} and waiting._row_key = numbered._row_key), {{ now }}),
    {{ now }}, _row_key
  from (
    select arrived.*, row_number() over (partition by _row_key) as _copy from (
      {{ incoming }}
    ) arrived
  ) numbered
  {%- if not is_rebuilt %}
  where _copy > (select count(*) from {{ table }} waiting where {{ earlier }} and waiting._row_key = numbered._row_key)
  {%- endif %}
  {% endcall -%}

  {%- if is_rebuilt -%}
    {%- call statement('quarantine_replace') %}
  delete from {{ table }}
  where _released_at is null and _run <> {{ run }} and (
    _rule in ({{ smelt_listed_values(rules) }})
    or _rule not in ({{ smelt_listed_values(all_rules) }})
    or _row_key in (select arrived._row_key from {{ table }} arrived where arrived._run = {{ run }})
  )
    {% endcall -%}
  {%- else -%}
    {%- call statement('quarantine_refresh') %}
  update {{ table }} set _run = {{ run }}, _quarantined_at = {{ now }}
  where _released_at is null and _run <> {{ run }} and _row_key in (select _row_key from ({{ incoming }}) arrived)
    {% endcall -%}
  {%- endif -%}
{%- endmacro -%}
