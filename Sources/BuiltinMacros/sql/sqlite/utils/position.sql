{%- macro sqlite__position(substring_text, string_text) -%}
  {{ '\n\n    instr(' ~ string_text ~ ', ' ~ substring_text ~ ')' }}
{%- endmacro -%}
