{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='delete+insert') }}

-- One row an order. An order is exported again when its status changes, and late when a till was offline: so what is new
-- is told by when a row was loaded, never by when the order was made.
with exports as (
    select
        *,
        row_number() over (partition by order_id order by loaded_at desc) as newest
    from {{ ref('bronze_orders') }}
    where {{ is_integer('order_id') }}
        and {{ matches_date('ordered_at') }}
    {%- if is_incremental() %}
        and loaded_at > (select max(loaded_at) from {{ this }})
    {%- endif %}
)

select
    cast(order_id as integer) as order_id,
    coalesce({{ integer_or_null('customer_id') }}, 0) as customer_id,
    {{ moment_or_null('ordered_at') }} as ordered_at,
    {{ date_or_null('ordered_at') }} as ordered_on,
    {{ respell('status', {'complete': 'completed', 'canceled': 'cancelled'}) }} as status,
    coalesce(channel, 'unknown') as channel,
    coupon,
    loaded_at
from exports
where newest = 1
