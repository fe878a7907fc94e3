{{
  config(
    materialized='incremental',
    unique_key='id',
    post_hook=["grant {{ ref('stg_users') }}"],
    grants={'+select': ['writer']},
    meta={'owner': 'me', 'n': 1},
    enabled=true
  )
}}
select * from {{ ref('stg_orders') }} join {{ ref('stg_users') }} using (id)
join {{ ref('pkg', 'pmodel') }} p
{% if is_incremental() %} where 1=1 {% endif %}
{{ dbt.dateadd('day', 1, 'x') }} {{ pkg.pmacro() }}
