select
    customer,
    count(*) as order_count,
    sum(amount_cents) as revenue_cents
from {{ ref('silver_orders') }}
group by customer
