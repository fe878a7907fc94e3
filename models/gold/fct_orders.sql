-- One row an order, sold or not, with what was ordered, paid and given back.
with paid as (
    select order_id, sum(amount_cents) as paid_cents
    from {{ ref('silver_payments') }}
    where status = 'settled'
    group by order_id
),

refunded as (
    select order_id, sum(amount_cents) as refunded_cents
    from {{ ref('silver_refunds') }}
    group by order_id
)

select
    orders.order_id,
    {{ date_key('orders.ordered_on') }} as date_key,
    coalesce(customers.customer_key, 0) as customer_key,
    orders.status,
    orders.channel,
    orders.coupon,
    coalesce(totals.line_count, 0) as line_count,
    case when {{ is_sale('orders.status') }} then coalesce(totals.total_cents, 0) else 0 end as revenue_cents,
    coalesce(paid.paid_cents, 0) as paid_cents,
    coalesce(refunded.refunded_cents, 0) as refunded_cents,
    {{ days_between('orders.ordered_on', 'orders.loaded_at') }} as days_until_loaded
from {{ ref('silver_orders') }} as orders
left join {{ ref('silver_order_totals') }} as totals on totals.order_id = orders.order_id
left join {{ ref('dim_customer') }} as customers on customers.customer_key = orders.customer_id
left join paid on paid.order_id = orders.order_id
left join refunded on refunded.order_id = orders.order_id
