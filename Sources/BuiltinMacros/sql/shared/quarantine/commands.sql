{#- What `smelt quarantine` asks and does. `quarantine_facts` is what the materialization of a quarantining test knows of the node, too. -#}

{#- By rule: rows that wait, rows that were released, when the first was seen and the last one met. None without a quarantine. -#}
{%- macro smelt_quarantine_summary() -%}
  {%- set table = load_cached_relation(quarantine_facts['published']) -%}
  {%- if not table -%}
    {%- do return([]) -%}
  {%- endif -%}
  {%- set found = run_query(
    'select _rule, sum(case when _released_at is null then 1 else 0 end), sum(case when _released_at is null then 0 else 1 end), '
    ~ 'min(_first_seen_at), max(_quarantined_at) from ' ~ table ~ ' group by _rule order by _rule') -%}
  {%- set rows = [] -%}
  {%- for row in found.rows -%}
    {%- do rows.append([row[0], row[1] | int, row[2] | int, row[3] | string, row[4] | string]) -%}
  {%- endfor -%}
  {%- do return(rows) -%}
{%- endmacro -%}


{#- Waiting rows, those seen first in front: why and since when, then the row itself. -#}
{%- macro smelt_quarantine_rows(rules, where, limit) -%}
  {%- set table = load_cached_relation(quarantine_facts['published']) -%}
  {%- if not table -%}
    {%- do return({'columns': [], 'rows': []}) -%}
  {%- endif -%}
  {%- set own = [] -%}
  {%- for column in adapter.get_columns_in_relation(table) if column.name not in quarantine_facts['own_columns'] -%}
    {%- do own.append(column.quoted) -%}
  {%- endfor -%}
  {%- set found = run_query(
    'select _rule, _reason, _first_seen_at, ' ~ own | join(', ') ~ ' from ' ~ table ~ ' where _released_at is null and '
    ~ smelt_chosen_rows(rules, where) ~ ' order by _first_seen_at, _rule, _row_key' ~ (' limit ' ~ limit if limit >= 0 else '')) -%}
  {%- set rows = [] -%}
  {%- for row in found.rows -%}
    {%- set cells = [] -%}
    {%- for cell in row.values() -%}
      {%- do cells.append(none if cell is none else cell | string) -%}
    {%- endfor -%}
    {%- do rows.append(cells) -%}
  {%- endfor -%}
  {%- do return({'columns': found.column_names | list, 'rows': rows}) -%}
{%- endmacro -%}


{#-
  Puts waiting rows back, and remembers them. Where the relation has a row of the same content already (it was built without its tests
  meanwhile), that one is the row. Gives how many were released and how many were put in.
-#}
{%- macro smelt_quarantine_release(rules, where) -%}
  {%- set table = load_cached_relation(quarantine_facts['published']) -%}
  {%- if not table -%}
    {%- do return([[0, 0]]) -%}
  {%- endif -%}
  {%- set relation = quarantine_facts['relation'] -%}
  {%- set chosen = '_released_at is null and ' ~ smelt_chosen_rows(rules, where) -%}
  {%- do smelt_lock_rows(relation) -%}
  {%- set kept = adapter.get_columns_in_relation(table) | map(attribute='name') | map('lower') | list -%}
  {%- set all_columns = adapter.get_columns_in_relation(relation) -%}
  {%- set columns = [] -%}
  {%- for column in all_columns if column.name | lower in kept -%}
    {%- do columns.append(column) -%}
  {%- endfor -%}
  {%- set key = smelt_row_key(all_columns, quarantine_facts['ignored_columns']) -%}
  {%- set before = run_query('select (select count(*) from ' ~ relation ~ '), (select count(*) from ' ~ table ~ ' where ' ~ chosen ~ ')').rows[0] -%}
  {%- call statement('quarantine_release') %}
  insert into {{ relation }} ({{ smelt_column_list(columns) }})
  select {{ smelt_column_list(columns) }} from {{ table }}
  where {{ chosen }} and _row_key not in (select {{ key }} from {{ relation }})
  {% endcall -%}
  {%- call statement('quarantine_remember') %}
  update {{ table }} set _released_at = {{ smelt_run_start() }} where {{ chosen }}
  {% endcall -%}
  {%- set after = run_query('select count(*) from ' ~ relation).rows[0][0] -%}
  {%- do adapter.commit() -%}
  {%- do return([[before[1], after - before[0]]]) -%}
{%- endmacro -%}


{#- Throws rows away: waiting ones, or what is remembered of released ones. Gives how many. -#}
{%- macro smelt_quarantine_purge(rules, where, older_than, released) -%}
  {%- set table = load_cached_relation(quarantine_facts['published']) -%}
  {%- if not table -%}
    {%- do return([[0]]) -%}
  {%- endif -%}
  {%- set chosen = '_released_at is ' ~ ('not null' if released else 'null') ~ ' and ' ~ smelt_chosen_rows(rules, where) -%}
  {%- if older_than is not none -%}
    {%- set chosen = chosen ~ ' and _first_seen_at < ' ~ smelt_moment_literal(run_started_at - modules.datetime.timedelta(seconds=older_than)) -%}
  {%- endif -%}
  {%- set count = run_query('select count(*) from ' ~ table ~ ' where ' ~ chosen).rows[0][0] -%}
  {%- call statement('quarantine_purge') %}
  delete from {{ table }} where {{ chosen }}
  {% endcall -%}
  {%- do adapter.commit() -%}
  {%- do return([[count]]) -%}
{%- endmacro -%}


{%- macro smelt_chosen_rows(rules, where) -%}
  {%- set conditions = [] -%}
  {%- if rules -%}
    {%- do conditions.append('_rule in (' ~ smelt_listed_values(rules) ~ ')') -%}
  {%- endif -%}
  {%- if where -%}
    {%- do conditions.append('(' ~ where ~ ')') -%}
  {%- endif -%}
  {%- do return(conditions | join(' and ') or '1 = 1') -%}
{%- endmacro -%}
