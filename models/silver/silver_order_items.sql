select
    order_id,
    line_no,
    product_id,
    quantity,
    unit_price_cents,
    discount_cents,
    revenue_cents
from {{ ref('silver_checked_order_items') }}
where reject_reason is null
