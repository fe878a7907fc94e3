select
    {{ clean_text('order_id') }} as order_id,
    {{ clean_text('line_no') }} as line_no,
    {{ clean_text('product_id') }} as product_id,
    {{ clean_text('quantity') }} as quantity,
    {{ clean_text('unit_price_cents') }} as unit_price_cents,
    {{ clean_text('discount_cents') }} as discount_cents
from {{ ref('raw_order_items') }}
