{{ config(materialized='view') }}

select distinct
    cast(refund_id as integer) as refund_id,
    cast(order_id as integer) as order_id,
    {{ cents_or_null('amount') }} as amount_cents,
    coalesce(reason, 'not said') as reason,
    refunded_at
from {{ ref('bronze_refunds') }}
