-- The first and the last day must be as far apart as there are rows.
select min(day) as first_day, max(day) as last_day, count(*) as days
from {{ ref('dim_date') }}
having {{ days_between('min(day)', 'max(day)') }} + 1 <> count(*)
