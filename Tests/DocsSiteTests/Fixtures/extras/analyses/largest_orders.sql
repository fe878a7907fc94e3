select * from {{ ref('fct_orders') }} order by revenue_cents desc limit 10
