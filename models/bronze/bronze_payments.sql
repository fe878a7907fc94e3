select
    {{ clean_text('payment_id') }} as payment_id,
    {{ clean_text('order_id') }} as order_id,
    {{ clean_code('method') }} as method,
    {{ clean_text('amount') }} as amount,
    {{ clean_code('status') }} as status,
    {{ moment_or_null('paid_at') }} as paid_at,
    {{ moment_or_null('loaded_at') }} as loaded_at
from {{ ref('raw_payments') }}
