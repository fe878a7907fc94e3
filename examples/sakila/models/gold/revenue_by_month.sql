{{ config(materialized='view') }}

select payment_month, store_id, count(*) as payment_count, sum(amount_cents) as revenue_cents
from {{ ref('fct_payments') }}
group by payment_month, store_id
