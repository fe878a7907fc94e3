select * from {{ source('raw', 'orders') }}
where d > '{{ var("cutoff") }}' {{ helper(1) }}
