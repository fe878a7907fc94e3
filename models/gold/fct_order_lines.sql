-- One row a line of an order that counts as revenue.
select
    items.order_id,
    items.line_no,
    {{ date_key('orders.ordered_on') }} as date_key,
    coalesce(customers.customer_key, 0) as customer_key,
    coalesce(products.product_key, 0) as product_key,
    items.quantity,
    items.discount_cents,
    items.revenue_cents,
    items.quantity * products.cost_cents as cost_cents
from {{ ref('silver_order_items') }} as items
inner join {{ ref('silver_orders') }} as orders on orders.order_id = items.order_id
left join {{ ref('dim_customer') }} as customers on customers.customer_key = orders.customer_id
left join {{ ref('dim_product') }} as products on products.product_key = items.product_id
where {{ is_sale('orders.status') }}
