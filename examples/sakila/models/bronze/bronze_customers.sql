select customer_id, store_id, first_name, last_name, email, address_id, create_date as created_on, active
from {{ source('sakila', 'customer') }}
