select
    ordered_on as day,
    count(*) as order_count,
    sum(amount_cents) as revenue_cents
from {{ ref('silver_orders') }}
group by ordered_on
