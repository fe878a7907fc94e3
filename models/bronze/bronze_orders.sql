select
    {{ clean_text('order_id') }} as order_id,
    {{ clean_text('customer_id') }} as customer_id,
    {{ clean_text('ordered_at') }} as ordered_at,
    {{ clean_code('status') }} as status,
    {{ clean_code('channel') }} as channel,
    upper({{ clean_text('coupon') }}) as coupon,
    {{ moment_or_null('loaded_at') }} as loaded_at
from {{ ref('raw_orders') }}
