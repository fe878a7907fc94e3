{{ config(
     tags = "single",
     schema = var('g') ~ '_sch',
     post_hook = "{{ foo('h') }} {{ ref('y') }}",
     pre_hook = [{"sql": "vacuum", "transaction": False}, '{"sql": "x", "transaction": false}'],
     event_time = 'ts', meta = {'a': var('scoped'), 's': var('s')}
) }}
{{ config(tags=['more']) }}
{%- set cols = ['a','b'] -%}
select {% for c in cols %}{{ c }}{{ ',' if not loop.last }}{% endfor %} from {{ ref('y') }} {{ calls_ref() }} {{ ref('p1','pm1') }} {{ var('missing', 'dd') }} {{ var('nothing') }}
