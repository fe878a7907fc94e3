select films.category, count(*) as payment_count, sum(payments.amount_cents) as revenue_cents
from {{ ref('fct_payments') }} as payments
inner join {{ ref('silver_films') }} as films on films.film_id = payments.film_id
group by films.category
