{%- macro postgres__split_part(string_text, delimiter_text, part_number) -%}
  {%- set from_end = part_number < 0 -%}
  {%- set piece = dbt._split_part_negative(string_text, delimiter_text, part_number) if from_end
    else dbt.default__split_part(string_text, delimiter_text, part_number) -%}
  {{ '\n\n  \n    ' ~ piece ~ '\n  \n\n' }}
{%- endmacro -%}
