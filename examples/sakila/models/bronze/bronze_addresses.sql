select addresses.address_id, addresses.district, addresses.postal_code, cities.city, countries.country
from {{ source('sakila', 'address') }} as addresses
inner join {{ source('sakila', 'city') }} as cities on cities.city_id = addresses.city_id
inner join {{ source('sakila', 'country') }} as countries on countries.country_id = cities.country_id
