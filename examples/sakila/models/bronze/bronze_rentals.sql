select rentals.rental_id, rentals.customer_id, rentals.rental_date, rentals.return_date, inventory.film_id, inventory.store_id
from {{ source('sakila', 'rental') }} as rentals
inner join {{ source('sakila', 'inventory') }} as inventory on inventory.inventory_id = rentals.inventory_id
