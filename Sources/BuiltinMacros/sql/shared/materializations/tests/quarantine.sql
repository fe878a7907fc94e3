{#-
  Runs a test whose bad rows leave the tested relation (`on_violation: quarantine`), in one transaction: they are counted, and unless they
  are too many for the test's `error_if` they go to the quarantine. Rows that were released once stay where they are.
-#}
{%- materialization smelt_quarantine, default -%}
  {%- set relation = quarantine_facts['relation'] -%}
  {%- set published = load_cached_relation(quarantine_facts['published']) -%}
  {%- set table = quarantine_facts['table'] -%}
  {%- set has_table = load_cached_relation(table) is not none -%}
  {%- set columns = adapter.get_columns_in_relation(relation) -%}
  {%- set key = smelt_row_key(columns, quarantine_facts['ignored_columns']) -%}

  {%- set violation = quarantine_facts['violates'](**_dbt_generic_test_kwargs).split() | join(' ') -%}
  {%- set where = config.get('where') -%}
  {%- set bad = ('(' ~ where ~ ') and ' if where else '') ~ '(' ~ violation ~ ')' -%}
  {%- if published -%}
    {%- set bad = bad ~ ' and ' ~ key ~ ' not in (select _row_key from ' ~ published ~ ' where _released_at is not null)' -%}
  {%- endif -%}

  {%- do smelt_lock_rows(relation) -%}
  {%- call statement('main', fetch_result=True) %}
  select
    failures,
    {{ smelt_quarantine_threshold(config.get('warn_if')) }} as should_warn,
    {{ smelt_quarantine_threshold(config.get('error_if')) }} as should_error,
    tested,
    input
  from (
    select
      (select count(*) from {{ relation }} where {{ bad }}) as failures,
      (select count(*) from {{ relation }}{{ ' where ' ~ where if where }}) as tested,
      (select count(*) from {{ relation }}) as input
  ) smelt_counted
  {% endcall -%}
  {%- set counted = load_result('main').table.rows[0] -%}
  {%- set is_gate = counted[2] and (config.get('severity') or 'error') | lower != 'warn' -%}

  {%- if not is_gate and (counted[0] > 0 or (published and quarantine_facts['is_rebuilt'])) -%}
    {%- set incoming -%}
      select {{ smelt_column_list(columns) }},
        {{ dbt.string_literal(model.unique_id) }} as _rule,
        {{ dbt.string_literal(dbt.escape_single_quotes(violation[:500])) }} as _reason,
        {{ key }} as _row_key
      from {{ relation }}
      where {{ bad }}
    {%- endset -%}
    {%- do smelt_make_quarantine_table(table, published, relation, columns) -%}
    {%- do smelt_merge_quarantine(table, columns, incoming, [model.unique_id], quarantine_facts['rules'], quarantine_facts['is_rebuilt']) -%}
    {%- call statement('quarantine_delete') -%}
      delete from {{ relation }} where {{ bad }}
    {%- endcall -%}
    {%- do smelt_check_balance(relation, table, counted[4], counted[0]) -%}
    {%- set has_table = true -%}
  {%- endif -%}
  {%- do adapter.commit() -%}

  {%- do return({'relations': [table] if has_table else []}) -%}
{%- endmaterialization -%}


{#- Only thresholds that somebody wrote count: that there is a bad row at all fails nothing. -#}
{%- macro smelt_quarantine_threshold(threshold) -%}
  {%- do return('1 = 0' if not threshold or threshold == '!= 0' else smelt_threshold(threshold)) -%}
{%- endmacro -%}


{#- Every row that was there is either still there or in the quarantine; else nothing of all this has happened. -#}
{%- macro smelt_check_balance(relation, table, input, quarantined) -%}
  {%- set counted = run_query(
    'select (select count(*) from ' ~ relation ~ '), (select count(*) from ' ~ table ~ " where _released_at is null and _run = '"
    ~ invocation_id ~ "')").rows[0] -%}
  {%- if counted[0] + quarantined != input or counted[1] < quarantined -%}
    {%- do exceptions.raise_compiler_error(
      'The quarantine of ' ~ relation ~ ' does not balance: of ' ~ input ~ ' rows ' ~ counted[0] ~ ' stayed and ' ~ quarantined
      ~ ' were to leave, of which ' ~ counted[1] ~ ' arrived. Nothing was changed.') -%}
  {%- endif -%}
{%- endmacro -%}
