{{ config(materialized='ephemeral') }}

-- What the lines of an order add up to.
select
    order_id,
    count(*) as line_count,
    sum(quantity) as item_count,
    sum(discount_cents) as discount_cents,
    sum(revenue_cents) as total_cents
from {{ ref('silver_order_items') }}
group by order_id
