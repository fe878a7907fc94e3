{{ config(materialized='ephemeral') }}

-- Every exported line with its numbers as numbers, and why it cannot be used, if so. Both sides of the split below read
-- this, so no line can get lost between them.
with typed as (
    select
        order_id as order_id_text,
        line_no as line_no_text,
        {{ integer_or_null('order_id') }} as order_id,
        {{ integer_or_null('line_no') }} as line_no,
        coalesce({{ integer_or_null('product_id') }}, 0) as product_id,
        {{ integer_or_null('quantity') }} as quantity,
        {{ integer_or_null('unit_price_cents') }} as unit_price_cents,
        coalesce({{ integer_or_null('discount_cents') }}, 0) as discount_cents,
        row_number() over (
            partition by order_id, line_no
            order by product_id, quantity, unit_price_cents, discount_cents
        ) as copy_no
    from {{ ref('bronze_order_items') }}
)

select
    typed.*,
    typed.quantity * typed.unit_price_cents - typed.discount_cents as revenue_cents,
    case
        when typed.order_id is null or typed.line_no is null then 'no key'
        when typed.quantity is null or typed.unit_price_cents is null then 'not a number'
        when typed.copy_no > 1 then 'duplicate'
        when typed.quantity <= 0 then 'quantity below one'
        when orders.order_id is null then 'no such order'
    end as reject_reason
from typed
left join {{ ref('silver_orders') }} as orders on orders.order_id = typed.order_id
