-- Every day from the first one on, whether the shop sold something or not.
with recursive day_numbers(day_number) as (
    select 0
    union all
    select day_number + 1 from day_numbers where day_number + 1 < {{ var('calendar_days') }}
),

days as (
    select {{ add_days("'" ~ var('calendar_first_day') ~ "'", 'day_number') }} as day
    from day_numbers
),

parts as (
    select
        {{ date_key('day') }} as date_key,
        day,
        {{ part_of_date('year', 'day') }} as year,
        {{ part_of_date('month', 'day') }} as month,
        {{ part_of_date('day', 'day') }} as day_of_month,
        {{ part_of_date('weekday', 'day') }} as weekday,
        {{ part_of_date('week', 'day') }} as iso_week
    from days
)

select
    date_key,
    day,
    year,
    (month + 2) / 3 as quarter,
    month,
    case month
    {%- for name in ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
        'November', 'December'] %}
        when {{ loop.index }} then '{{ name }}'
    {%- endfor %}
    end as month_name,
    iso_week,
    day_of_month,
    weekday,
    (weekday >= 6) as is_weekend
from parts
