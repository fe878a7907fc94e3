select
    customers.customer_id,
    customers.store_id,
    customers.first_name || ' ' || customers.last_name as full_name,
    lower(customers.email) as email,
    addresses.city,
    addresses.country,
    (customers.active = 1) as is_active,
    customers.created_on
from {{ ref('bronze_customers') }} as customers
inner join {{ ref('bronze_addresses') }} as addresses on addresses.address_id = customers.address_id
