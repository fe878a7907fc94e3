select
    payments.payment_id,
    payments.rental_id,
    payments.customer_id,
    rentals.film_id,
    rentals.store_id,
    payments.payment_month,
    payments.amount_cents
from {{ ref('silver_payments') }} as payments
inner join {{ ref('silver_rentals') }} as rentals on rentals.rental_id = payments.rental_id
