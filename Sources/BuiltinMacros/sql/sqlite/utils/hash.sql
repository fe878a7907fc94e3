{#- `md5` is registered with every connection of ours. -#}
{%- macro sqlite__hash(field) -%}
  {%- set digest = 'lower(hex(md5(cast(' ~ field ~ ' as ' ~ api.Column.translate_type('string') ~ '))))' -%}
  {{ ['case ', '      when ' ~ field ~ ' is not null ', '      then ' ~ digest, '    end'] | join('\n') }}
{%- endmacro -%}
