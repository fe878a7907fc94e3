select
    {{ clean_text('refund_id') }} as refund_id,
    {{ clean_text('order_id') }} as order_id,
    {{ clean_text('amount') }} as amount,
    {{ clean_code('reason') }} as reason,
    {{ moment_or_null('refunded_at') }} as refunded_at
from {{ ref('raw_refunds') }}
