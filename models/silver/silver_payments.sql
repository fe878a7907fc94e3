-- One row a payment that belongs to a known order and has an amount.
with exports as (
    select
        *,
        row_number() over (partition by payment_id order by loaded_at desc) as newest
    from {{ ref('bronze_payments') }}
    where {{ is_integer('payment_id') }}
        and {{ is_integer('order_id') }}
)

select
    cast(exports.payment_id as integer) as payment_id,
    orders.order_id,
    exports.method,
    {{ cents_or_null("replace(exports.amount, 'EUR ', '')") }} as amount_cents,
    exports.status,
    exports.paid_at
from exports
inner join {{ ref('silver_orders') }} as orders on orders.order_id = cast(exports.order_id as integer)
where exports.newest = 1
