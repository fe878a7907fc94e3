{#- A function of single values: its signature, then its body. -#}
{%- macro scalar_function_sql(target_relation) -%}
  {%- do return(adapter.dispatch('scalar_function_sql', 'dbt')(target_relation)) -%}
{%- endmacro -%}

{%- macro default__scalar_function_sql(target_relation) -%}
  {{ scalar_function_create_replace_signature_sql(target_relation) }}
  {{ scalar_function_body_sql() }};
{%- endmacro -%}


{%- macro scalar_function_create_replace_signature_sql(target_relation) -%}
  {%- do return(adapter.dispatch('scalar_function_create_replace_signature_sql', 'dbt')(target_relation)) -%}
{%- endmacro -%}

{%- macro default__scalar_function_create_replace_signature_sql(target_relation) -%}
  create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }})
  returns {{ model.returns.data_type }}
  {{ scalar_function_volatility_sql() }}
  as
{%- endmacro -%}


{%- macro scalar_function_body_sql() -%}
  {%- do return(adapter.dispatch('scalar_function_body_sql', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__scalar_function_body_sql() -%}
  {{ '$$\n       ' ~ model.compiled_code ~ '\n    $$ language sql' }}
{%- endmacro -%}


{#- Its arguments, each a name and a type. -#}
{%- macro formatted_scalar_function_args_sql() -%}
  {%- do return(adapter.dispatch('formatted_scalar_function_args_sql', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__formatted_scalar_function_args_sql() -%}
  {%- set declared = [] -%}
  {%- for argument in model.arguments -%}
    {%- do declared.append(argument.name ~ ' ' ~ argument.data_type) -%}
  {%- endfor -%}
  {{ declared | join(', ') }}
{%- endmacro -%}


{%- macro formatted_scalar_function_args_javascript() -%}
  {%- do return(adapter.dispatch('formatted_scalar_function_args_javascript', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__formatted_scalar_function_args_javascript() -%}
  {%- do exceptions.raise_compiler_error('no macro formatted_scalar_function_args_javascript for adapter ' ~ adapter.type()) -%}
{%- endmacro -%}


{#- What the planner may assume of it. Where nothing is said, nothing is written, and the database's own rule holds. -#}
{%- macro scalar_function_volatility_sql() -%}
  {%- do return(adapter.dispatch('scalar_function_volatility_sql', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__scalar_function_volatility_sql() -%}
  {%- set volatility = model.config.get('volatility') -%}
  {%- set keywords = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'} -%}
  {%- if volatility in keywords -%}
    {{ keywords[volatility] }}
  {%- elif volatility != none -%}
    {%- do unsupported_volatility_warning(volatility) -%}
  {%- endif -%}
{%- endmacro -%}


{%- macro scalar_function_volatility_javascript() -%}
  {%- do return(adapter.dispatch('scalar_function_volatility_javascript', 'dbt')()) -%}
{%- endmacro -%}

{%- macro default__scalar_function_volatility_javascript() -%}
  {%- if model.config.get('volatility') != none -%}
    {%- do exceptions.warn('Volatility is not supported by ' ~ adapter.type() ~ ' in javascript UDF and will be ignored') -%}
  {%- endif -%}
{%- endmacro -%}


{%- macro unsupported_volatility_warning(volatility) -%}
  {%- do return(adapter.dispatch('unsupported_volatility_warning', 'dbt')(volatility)) -%}
{%- endmacro -%}

{%- macro default__unsupported_volatility_warning(volatility) -%}
  {%- do exceptions.warn('Found `' ~ volatility ~ '` volatility specified on function `' ~ model.name
    ~ '`. This volatility is not supported by ' ~ adapter.type() ~ ', and will be ignored') -%}
{%- endmacro -%}
