{%- macro postgres__split_part(string_text, delimiter_text, part_number) -%}
  {%- set from_end = part_number < 0 -%}
  {%- set piece = dbt._split_part_negative(string_text, delimiter_text, part_number) if from_end
    else dbt.default__split_part(string_text, delimiter_text, part_number) -%}
  {{ '\n\n  \n    ' ~ piece ~ '\n  \n\n' }}
{%- endmacro -%}

{%- macro postgres__equals(expr1, expr2) -%}
  {%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
    {{ '\n    (' ~ expr1 ~ ' IS NOT DISTINCT FROM ' ~ expr2 ~ ')' }}
  {%- else -%}
    {{ '(' ~ expr1 ~ ' = ' ~ expr2 ~ ')' }}
  {%- endif -%}
{%- endmacro -%}
