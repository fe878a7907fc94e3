-- One row a customer, and row 0 for orders whose customer is not known (guests, deleted accounts).
with spent as (
    select
        orders.customer_id,
        count(*) as order_count,
        min(orders.ordered_on) as first_order_on,
        max(orders.ordered_on) as last_order_on,
        cast(sum(totals.total_cents) as {{ dbt.type_bigint() }}) as lifetime_cents
    from {{ ref('silver_orders') }} as orders
    inner join {{ ref('silver_order_totals') }} as totals on totals.order_id = orders.order_id
    where {{ is_sale('orders.status') }}
    group by orders.customer_id
),

known as (
    select
        customers.customer_id,
        customers.full_name,
        customers.email,
        customers.city,
        customers.country_code,
        customers.signed_up_on,
        customers.wants_newsletter,
        coalesce(spent.order_count, 0) as order_count,
        spent.first_order_on,
        spent.last_order_on,
        coalesce(spent.lifetime_cents, 0) as lifetime_cents
    from {{ ref('silver_customers') }} as customers
    left join spent on spent.customer_id = customers.customer_id
)

select
    customer_id as customer_key,
    full_name,
    email,
    city,
    country_code,
    signed_up_on,
    wants_newsletter,
    order_count,
    first_order_on,
    last_order_on,
    lifetime_cents,
    case
        {%- for tier, cents in var('tier_cents').items() %}
        when lifetime_cents >= {{ cents }} then '{{ tier }}'
        {%- endfor %}
        when order_count > 0 then 'bronze'
        else 'none'
    end as tier
from known

union all

select
    0, 'Unknown customer', null, null, null, null, {{ says_yes("'no'") }},
    cast(coalesce(sum(order_count), 0) as {{ dbt.type_bigint() }}), min(first_order_on), max(last_order_on),
    cast(coalesce(sum(lifetime_cents), 0) as {{ dbt.type_bigint() }}), 'unknown'
from spent
where customer_id not in (select customer_id from {{ ref('silver_customers') }})
