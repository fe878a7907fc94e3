-- Fails: customers come back.
{{ config(store_failures=false) }}
select customer_key, count(*) as order_count from {{ ref('fct_orders') }} group by customer_key having count(*) > 1 limit 3
