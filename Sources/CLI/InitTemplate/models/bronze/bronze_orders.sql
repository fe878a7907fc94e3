select
    order_id,
    {{ clean_text('customer') }} as customer,
    {{ clean_text('ordered_on') }} as ordered_on,
    {{ clean_text('item') }} as item,
    quantity,
    price_cents,
    loaded_at
from {{ ref('raw_orders') }}
