select
    {{ clean_text('product_id') }} as product_id,
    {{ clean_text('sku') }} as sku,
    {{ clean_text('product_name') }} as product_name,
    {{ clean_code('category') }} as category,
    {{ clean_text('price_cents') }} as price_cents,
    {{ clean_text('cost_cents') }} as cost_cents,
    {{ clean_code('active') }} as active,
    {{ moment_or_null('updated_at') }} as updated_at
from {{ ref('raw_products') }}
