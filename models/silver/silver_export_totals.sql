{{ config(materialized='ephemeral') }}

-- All exported lines, usable or not, as numbers: what the way of every cent starts from.
select count(*) as line_count,
    coalesce(sum({{ integer_or_null('quantity') }} * {{ integer_or_null('unit_price_cents') }}
        - coalesce({{ integer_or_null('discount_cents') }}, 0)), 0) as cents
from {{ ref('bronze_order_items') }}
