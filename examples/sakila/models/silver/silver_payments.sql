{{ config(materialized='incremental', unique_key='payment_id', incremental_strategy='delete+insert') }}

select
    payment_id,
    customer_id,
    rental_id,
    {{ cents('amount') }} as amount_cents,
    payment_date,
    {{ month_of('payment_date') }} as payment_month
from {{ ref('bronze_payments') }}
{%- if is_incremental() %}
where payment_date > (select max(payment_date) from {{ this }})
{%- endif %}
