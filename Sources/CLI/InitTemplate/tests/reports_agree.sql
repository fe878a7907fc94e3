-- Both reports must add up to the same revenue.
with totals as (
    select
        (select sum(revenue_cents) from {{ ref('daily_sales') }}) as by_day,
        (select sum(revenue_cents) from {{ ref('customer_sales') }}) as by_customer
)

select *
from totals
where by_day <> by_customer
