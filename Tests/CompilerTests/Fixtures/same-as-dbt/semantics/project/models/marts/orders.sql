{# {{ metric('loaves_sold') }} #}
select 1 as order_id, 1 as loaf_id, cast('2024-05-01' as date) as ordered_at, {{ function('bakery', 'half') }}(3.0) as part
