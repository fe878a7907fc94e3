select order_id, count(*) as line_count
from {{ ref('silver_order_items') }}
group by order_id
