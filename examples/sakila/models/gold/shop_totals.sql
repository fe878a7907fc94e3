-- The numbers everybody knows by heart; tests/known_totals.sql holds this row to them.
select
    (select count(*) from {{ ref('dim_customer') }}) as customers,
    (select count(*) from {{ ref('silver_rentals') }}) as rentals,
    (select count(*) from {{ ref('silver_rentals') }} where return_date is null) as rentals_out,
    count(*) as payments,
    sum(amount_cents) as revenue_cents,
    round(sum(amount_cents) / 100.0, 2) as revenue
from {{ ref('fct_payments') }}
