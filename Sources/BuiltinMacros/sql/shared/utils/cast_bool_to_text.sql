{%- macro cast_bool_to_text(field) -%}
  {{ '\n  ' ~ adapter.dispatch('cast_bool_to_text', 'dbt')(field) ~ '\n' }}
{%- endmacro -%}

{%- macro default__cast_bool_to_text(field) -%}
  {{ '\n    cast(' ~ field ~ ' as ' ~ api.Column.translate_type('string') ~ ')\n' }}
{%- endmacro -%}
