{#- Whether a relation that is replaced hands its grants on to the new one. Assumed, so that grants too many are found and taken back. -#}
{%- macro copy_grants() -%}
  {%- do return(adapter.dispatch('copy_grants', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__copy_grants() -%}
  {%- do return(True) -%}
{%- endmacro -%}


{#- Whether one `grant` may name several roles. -#}
{%- macro support_multiple_grantees_per_dcl_statement() -%}
  {%- do return(adapter.dispatch('support_multiple_grantees_per_dcl_statement', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__support_multiple_grantees_per_dcl_statement() -%}
  {%- do return(True) -%}
{%- endmacro -%}


{#- Whether there can be grants that nobody asked for: never on a new relation, always on one that stayed. -#}
{%- macro should_revoke(existing_relation, full_refresh_mode=True) -%}
  {%- if not existing_relation -%}
    {%- do return(False) -%}
  {%- endif -%}
  {%- do return(copy_grants() if full_refresh_mode else True) -%}
{%- endmacro -%}


{#- The three statements. -#}
{%- macro get_show_grant_sql(relation) -%}
  {%- do return(adapter.dispatch('get_show_grant_sql', 'dbt')(relation)) -%}
{%- endmacro -%}

{%- macro default__get_show_grant_sql(relation) -%}
  show grants on {{ relation.render() }}
{%- endmacro -%}


{%- macro get_grant_sql(relation, privilege, grantees) -%}
  {%- do return(adapter.dispatch('get_grant_sql', 'dbt')(relation, privilege, grantees)) -%}
{%- endmacro -%}

{%- macro default__get_grant_sql(relation, privilege, grantees) -%}
  {{ 'grant ' ~ privilege ~ ' on ' ~ relation.render() ~ ' to ' ~ grantees | join(', ') }}
{%- endmacro -%}


{%- macro get_revoke_sql(relation, privilege, grantees) -%}
  {%- do return(adapter.dispatch('get_revoke_sql', 'dbt')(relation, privilege, grantees)) -%}
{%- endmacro -%}


{#- Names come from the database here, as they are: they are quoted. -#}
{%- macro default__get_revoke_sql(relation, privilege, grantees) -%}
  {%- set names = [] -%}
  {%- for grantee in grantees -%}
    {%- do names.append(adapter.quote(grantee)) -%}
  {%- endfor -%}
  {{ 'revoke ' ~ privilege ~ ' on ' ~ relation.render() ~ ' from ' ~ names | join(', ') }}
{%- endmacro -%}


{#- A statement for each privilege, or for each privilege and role. -#}
{%- macro get_dcl_statement_list(relation, grant_config, get_dcl_macro) -%}
  {%- do return(adapter.dispatch('get_dcl_statement_list', 'dbt')(relation, grant_config, get_dcl_macro)) -%}
{%- endmacro -%}

{%- macro default__get_dcl_statement_list(relation, grant_config, get_dcl_macro) -%}
  {%- set statements = [] -%}
  {%- for privilege, grantees in grant_config.items() -%}
    {%- if grantees and support_multiple_grantees_per_dcl_statement() -%}
      {%- do statements.append(get_dcl_macro(relation, privilege, grantees)) -%}
    {%- else -%}
      {%- for grantee in grantees -%}
        {%- do statements.append(get_dcl_macro(relation, privilege, [grantee])) -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(statements) -%}
{%- endmacro -%}


{#- All of them in one request. -#}
{%- macro call_dcl_statements(dcl_statement_list) -%}
  {%- do return(adapter.dispatch('call_dcl_statements', 'dbt')(dcl_statement_list)) -%}
{%- endmacro -%}

{%- macro default__call_dcl_statements(dcl_statement_list) -%}
  {%- call statement('grants') -%}
    {%- for dcl in dcl_statement_list %}
      {{ dcl }};
    {%- endfor -%}
  {%- endcall -%}
{%- endmacro -%}


{#- Makes the relation's grants what the node's `grants` setting says; without such a setting they are left alone. -#}
{%- macro apply_grants(relation, grant_config, should_revoke) -%}
  {%- do return(adapter.dispatch('apply_grants', 'dbt')(relation, grant_config, should_revoke)) -%}
{%- endmacro -%}

{%- macro default__apply_grants(relation, grant_config, should_revoke=True) -%}
  {%- if grant_config -%}
    {%- set missing, surplus = grant_config, {} -%}
    {%- if should_revoke -%}
      {%- set held = adapter.standardize_grants_dict(run_query(get_show_grant_sql(relation))) -%}
      {%- set missing = diff_of_two_dicts(grant_config, held) -%}
      {%- set surplus = diff_of_two_dicts(held, grant_config) -%}
      {%- if not missing and not surplus -%}
        {%- do log('Grants on ' ~ relation.render() ~ ' are as configured.') -%}
      {%- endif -%}
    {%- endif -%}

    {%- set revokes = get_dcl_statement_list(relation, surplus, get_revoke_sql) -%}
    {%- set grants = get_dcl_statement_list(relation, missing, get_grant_sql) -%}
    {%- if revokes or grants -%}
      {%- do call_dcl_statements(revokes + grants) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro -%}
