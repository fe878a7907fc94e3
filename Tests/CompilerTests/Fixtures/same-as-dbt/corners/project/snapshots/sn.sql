-- leading comment
{% snapshot s1 %}
   {{ config(target_schema='snapsch', target_database='d', invalidate_hard_deletes=True, strategy='check', check_cols=['a']) }}
   select * from {{ ref('y') }}
{% endsnapshot %}
{%- snapshot s2 -%}
   {{ config(strategy='timestamp', updated_at='u', unique_key='a||b', hard_deletes='new_record', schema='zzz') }}
   select * from {{ source('src','t1') }}
{%- endsnapshot -%}
