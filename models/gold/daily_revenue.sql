{{ config(materialized='view') }}

select
    dates.day,
    dates.year,
    dates.month,
    dates.is_weekend,
    count(distinct lines.order_id) as order_count,
    sum(lines.revenue_cents) as revenue_cents,
    {{ money('sum(lines.revenue_cents)') }} as revenue
from {{ ref('fct_order_lines') }} as lines
inner join {{ ref('dim_date') }} as dates on dates.date_key = lines.date_key
group by dates.day, dates.year, dates.month, dates.is_weekend
