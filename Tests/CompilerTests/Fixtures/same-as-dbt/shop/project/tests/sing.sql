{{ config(severity='error', tags=['sing'], store_failures=true) }}
select * from {{ ref('orders') }} where {{ source('raw','users') }} is null
