-- 599 customers, 16,044 rentals of which 183 are still out, 16,049 payments, 67,416.51 in revenue.
select *
from {{ ref('shop_totals') }}
where customers <> 599
    or rentals <> 16044
    or rentals_out <> 183
    or payments <> 16049
    or revenue_cents <> 6741651
