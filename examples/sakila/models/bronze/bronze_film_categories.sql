select links.film_id, categories.name as category
from {{ source('sakila', 'film_category') }} as links
inner join {{ source('sakila', 'category') }} as categories on categories.category_id = links.category_id
