{% snapshot snap_orders %}
{{ config(strategy='check', unique_key='id', check_cols=['a','b'], tags='t') }}
select * from {{ ref('orders') }}
{% endsnapshot %}
