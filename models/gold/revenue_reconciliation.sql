-- The way of every cent from the raw export to the report. What one step takes away is a step of its own, so each "="
-- line must equal the sum of the signed lines above it; tests-sql/revenue_reconciles.sql checks that.
select 1 as step, 'bronze' as layer, 'lines as exported' as what, line_count, cents
from {{ ref('silver_export_totals') }}

union all

select 2, 'silver', 'rejected lines', -count(*), -coalesce(sum(revenue_cents), 0)
from {{ ref('silver_rejected_order_items') }}

union all

select 3, 'silver', '= usable lines', count(*), coalesce(sum(revenue_cents), 0)
from {{ ref('silver_order_items') }}

union all

select 4, 'silver', 'lines not sold', -count(*), -coalesce(sum(items.revenue_cents), 0)
from {{ ref('silver_order_items') }} as items
inner join {{ ref('silver_orders') }} as orders on orders.order_id = items.order_id
where not ({{ is_sale('orders.status') }})

union all

select 5, 'gold', '= sold lines', count(*), coalesce(sum(revenue_cents), 0)
from {{ ref('fct_order_lines') }}
