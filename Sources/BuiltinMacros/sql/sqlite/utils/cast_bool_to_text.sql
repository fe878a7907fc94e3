{%- macro sqlite__cast_bool_to_text(field) -%}
  {{ '\n    case\n      when ' ~ field ~ " = 0 then 'false'\n      when " ~ field ~ " = 1 then 'true'    \n    end\n" }}
{%- endmacro -%}
