{#- The text is taken apart piece by piece; a piece that is not there is empty, as on Postgres. -#}
{%- macro sqlite__split_part(string_text, delimiter_text, part_number) -%}
  {%- set wanted = part_number if part_number >= 0 else '(select max(sp_number) from sp_piece) + 1 + ' ~ part_number -%}
  {%- do return([
    'case when ' ~ string_text ~ ' is not null then coalesce((',
    '        with recursive sp_piece (sp_number, sp_text, sp_rest, sp_mark) as (',
    '            select 0, null, ' ~ string_text ~ ' || ' ~ delimiter_text ~ ', ' ~ delimiter_text,
    '            union all',
    '            select sp_number + 1, substr(sp_rest, 1, instr(sp_rest, sp_mark) - 1),',
    '                substr(sp_rest, instr(sp_rest, sp_mark) + length(sp_mark)), sp_mark',
    "            from sp_piece where sp_rest <> '' and sp_mark <> ''",
    '        )',
    '        select sp_text from sp_piece where sp_number = ' ~ wanted,
    "    ), '') end"
  ] | join('\n')) -%}
{%- endmacro -%}
