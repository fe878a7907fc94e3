{{ config(materialized='view') }}

select
    order_id_text as order_id,
    line_no_text as line_no,
    copy_no,
    reject_reason,
    coalesce(revenue_cents, 0) as revenue_cents
from {{ ref('silver_checked_order_items') }}
where reject_reason is not null
