select order_id, paid_cents, refunded_cents
from {{ ref('fct_orders') }}
where refunded_cents > paid_cents
