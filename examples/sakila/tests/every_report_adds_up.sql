-- No cent may be lost between the payments and any of the reports.
with totals as (
    select 'payments' as report, sum(amount_cents) as cents from {{ ref('silver_payments') }}
    union all
    select 'by customer', sum(lifetime_cents) from {{ ref('dim_customer') }}
    union all
    select 'by category', sum(revenue_cents) from {{ ref('revenue_by_category') }}
    union all
    select 'by month', sum(revenue_cents) from {{ ref('revenue_by_month') }}
)

select report, cents
from totals
where cents <> (select revenue_cents from {{ ref('shop_totals') }})
