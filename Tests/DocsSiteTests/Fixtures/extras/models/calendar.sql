select date_key as day from {{ ref('dim_date') }}
