select film_id, title, release_year, rental_duration, rental_rate, length as minutes, replacement_cost, rating
from {{ source('sakila', 'film') }}
