{#- Text without blanks around it; nothing left means NULL. -#}
{% macro clean_text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}


{#- The same in lower case, for codes that people typed. -#}
{% macro clean_code(column) -%}
    lower({{ clean_text(column) }})
{%- endmacro %}


{#- What the exports call yes, as a condition; blank counts as no. -#}
{% macro says_yes(column) -%}
    (coalesce({{ clean_code(column) }}, 'no') in ('yes', 'y', 'true', '1'))
{%- endmacro %}


{#- One CASE from a dictionary of found spelling -> wanted spelling; what is not listed stays as it is. -#}
{% macro respell(column, spellings) -%}
    case {{ column }}
    {%- for found, wanted in spellings.items() %}
        when '{{ found }}' then '{{ wanted }}'
    {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}
