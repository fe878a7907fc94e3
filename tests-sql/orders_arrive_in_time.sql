{{ config(severity='warn', store_failures=true) }}

-- The export of the following night should hold every order.
select order_id, days_until_loaded
from {{ ref('fct_orders') }}
where days_until_loaded > 2
