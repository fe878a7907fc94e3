select
    rentals.rental_id,
    rentals.customer_id,
    rentals.film_id,
    rentals.store_id,
    rentals.rental_date,
    rentals.return_date,
    {{ days_out('rentals.rental_date', 'rentals.return_date') }} as days_out,
    ({{ days_out('rentals.rental_date', 'rentals.return_date') }} > films.rental_duration) as is_late
from {{ ref('bronze_rentals') }} as rentals
inner join {{ ref('bronze_films') }} as films on films.film_id = rentals.film_id
