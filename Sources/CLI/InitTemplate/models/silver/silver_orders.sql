-- One row an order: the newest export wins, rows without a quantity are left out.
with exports as (
    select
        *,
        row_number() over (partition by order_id order by loaded_at desc) as newest
    from {{ ref('bronze_orders') }}
)

select
    order_id,
    coalesce(customer, 'unknown') as customer,
    ordered_on,
    item,
    quantity,
    quantity * price_cents as amount_cents
from exports
where newest = 1
    and quantity is not null
