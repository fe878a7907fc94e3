{%- macro sqlite__date(year, month, day) -%}
  {%- do return("date('" ~ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') ~ "')") -%}
{%- endmacro -%}
