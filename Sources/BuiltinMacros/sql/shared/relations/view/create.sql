{#- `create view … as`. The newer name is what materializations call; the older one is what projects and packages redefine. -#}
{%- macro get_create_view_as_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_view_as_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}

{%- macro default__get_create_view_as_sql(relation, sql) -%}
  {%- do return(create_view_as(relation, sql)) -%}
{%- endmacro -%}


{%- macro create_view_as(relation, sql) -%}
  {{ adapter.dispatch('create_view_as', 'dbt')(relation, sql) }}
{%- endmacro -%}


{#- A view has no constraints, so a contract only compares its columns. -#}
{%- macro default__create_view_as(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- if config.get('contract').enforced -%}
    {%- do get_assert_columns_equivalent(sql) -%}
  {%- endif -%}
  {{ header if header is not none }}
  create view {{ relation.render() }}


  as (
    {{ sql }}
  );
{%- endmacro -%}
