{#-
  For each condition the number of rows that meet it, in one scan. The conditions stand behind `where` too, so that the database objects to
  what it would object to in each of them alone; `results` are expressions by condition whose names it has to know, and which have no value as
  long as no row is met. `patterns` are put to an empty text, since a wrong one is a mistake even where there are no rows.
-#}
{%- macro smelt_row_scan(source, conditions, results, patterns) -%}
select
{%- for condition in conditions %}
    count(case when ({{ condition }}) then
        {%- if results[loop.index0] %} case
        {%- for result in results[loop.index0] %} when ({{ result }}) is null then 1{% endfor %} else 1 end
        {%- else %} 1
        {%- endif %} end)
    {{- ',' if not loop.last or patterns }}
{%- endfor %}
{%- for pattern in patterns %}
    '' {{ pattern }}{{ ',' if not loop.last }}
{%- endfor %}
from {{ source }}
where ({{ conditions | join(')\n    or (') }})
{%- endmacro -%}
