{#-
  `group_concat` knows no order before SQLite 3.44: where one is asked for (or a limit, or distinct values), the group is collected as JSON
  together with what it is ordered by, and put in order by a window over it.
-#}
{%- macro sqlite__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set parts = (measure | string).strip().split(none, 1) -%}
  {%- set distinct = parts | length == 2 and parts[0].lower() == 'distinct' -%}
  {%- if not (order_by_clause or limit_num or distinct) -%}
    {%- do return('group_concat(' ~ measure ~ ', ' ~ delimiter_text ~ ')') -%}
  {%- endif -%}

  {%- set keys = [] -%}
  {%- set order = [] -%}
  {%- for term in sqlite_order_terms(order_by_clause or '') -%}
    {%- set direction = modules.re.search('(?is)\\s+(asc|desc)?\\s*(nulls\\s+(first|last))?\\s*$', ' ' ~ term ~ ' ') -%}
    {%- set ending = direction.group(0) if direction else '' -%}
    {%- do keys.append((' ' ~ term ~ ' ')[:direction.start(0)] | trim if direction else term) -%}
    {%- do order.append(("json_extract(value, '$[" ~ loop.index ~ "]') " ~ ending | trim) | trim) -%}
  {%- endfor -%}
  {%- if distinct -%}
    {%- set collected = 'json_group_array(distinct json_array(' ~ ([parts[1]] + keys) | join(', ') ~ '))' -%}
  {%- else -%}
    {%- set collected = 'json_group_array(json_array(' ~ ([measure] + keys) | join(', ') ~ '))' -%}
  {%- endif -%}
  {#- Rows of equal rank stay as they came. A running window lets the last row that counts hold the whole text. -#}
  {%- set ranked = 'order by ' ~ (order + ['key']) | join(', ') -%}
  {%- set last = 'current row' if limit_num else 'unbounded following' -%}
  {%- set rank = 'row_number() over (' ~ ranked ~ ')' -%}
  {%- do return([
    "(select group_concat(json_extract(value, '$[0]'), " ~ delimiter_text ~ ')',
    '        over (' ~ ranked ~ ' rows between unbounded preceding and ' ~ last ~ ')',
    '    from json_each((select ' ~ collected ~ '))',
    '    ' ~ ('order by case when ' ~ rank ~ ' <= ' ~ limit_num ~ ' then ' ~ rank ~ ' end desc ' if limit_num else '') ~ 'limit 1)'
  ] | join('\n')) -%}
{%- endmacro -%}

{#- The terms behind `order by`, taken apart at the commas outside of parentheses. -#}
{%- macro sqlite_order_terms(order_by_clause) -%}
  {%- set text = modules.re.sub('(?is)^\\s*order\\s+by\\s+', '', order_by_clause) -%}
  {%- set state = namespace(depth=0, term='') -%}
  {%- set terms = [] -%}
  {%- for piece in modules.re.findall('[(),]|[^(),]+', text) -%}
    {%- if piece == ',' and state.depth == 0 -%}
      {%- do terms.append(state.term | trim) -%}
      {%- set state.term = '' -%}
    {%- else -%}
      {%- set state.depth = state.depth + (1 if piece == '(' else -1 if piece == ')' else 0) -%}
      {%- set state.term = state.term ~ piece -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if state.term | trim -%}
    {%- do terms.append(state.term | trim) -%}
  {%- endif -%}
  {%- do return(terms) -%}
{%- endmacro -%}
