-- One row a product, and row 0 for lines whose product is not in the list.
select
    product_id as product_key,
    sku,
    product_name,
    category,
    price_cents,
    cost_cents,
    price_cents - cost_cents as margin_cents,
    is_active
from {{ ref('silver_products') }}

union all

select 0, '?', 'Unknown product', 'unknown', 0, null, null, {{ says_yes("'no'") }}
