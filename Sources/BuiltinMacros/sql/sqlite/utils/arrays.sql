{#- Arrays are JSON. -#}
{%- macro sqlite__array_construct(inputs, data_type) -%}
  {%- do return('json_array(' ~ inputs | join(', ') ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__array_append(array, new_element) -%}
  {%- do return('json_insert(' ~ array ~ ", '$[#]', " ~ new_element ~ ')') -%}
{%- endmacro -%}

{%- macro sqlite__array_concat(array_1, array_2) -%}
  {%- do return('(select json_group_array(value) from (select value from json_each(' ~ array_1
    ~ ') union all select value from json_each(' ~ array_2 ~ ')))') -%}
{%- endmacro -%}
