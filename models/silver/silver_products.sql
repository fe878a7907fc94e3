-- One row a product: the newest export wins.
with exports as (
    select
        *,
        row_number() over (partition by product_id order by updated_at desc) as newest
    from {{ ref('bronze_products') }}
    where {{ is_integer('product_id') }}
)

select
    cast(product_id as integer) as product_id,
    sku,
    product_name,
    category,
    {{ integer_or_null('price_cents') }} as price_cents,
    {{ integer_or_null('cost_cents') }} as cost_cents,
    {{ says_yes('active') }} as is_active,
    updated_at
from exports
where newest = 1
