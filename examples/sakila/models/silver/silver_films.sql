select
    films.film_id,
    films.title,
    categories.category,
    films.rating,
    films.minutes,
    films.rental_duration,
    {{ cents('films.rental_rate') }} as rental_rate_cents,
    {{ cents('films.replacement_cost') }} as replacement_cost_cents
from {{ ref('bronze_films') }} as films
inner join {{ ref('bronze_film_categories') }} as categories on categories.film_id = films.film_id
