with spent as (
    select customer_id, count(*) as payment_count, sum(amount_cents) as lifetime_cents
    from {{ ref('silver_payments') }}
    group by customer_id
)

select
    customers.customer_id,
    customers.full_name,
    customers.city,
    customers.country,
    customers.is_active,
    coalesce(spent.payment_count, 0) as payment_count,
    coalesce(spent.lifetime_cents, 0) as lifetime_cents,
    case
        when spent.lifetime_cents >= 15000 then 'gold'
        when spent.lifetime_cents >= 10000 then 'silver'
        else 'bronze'
    end as tier
from {{ ref('silver_customers') }} as customers
left join spent on spent.customer_id = customers.customer_id
