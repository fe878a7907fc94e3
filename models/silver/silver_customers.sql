-- One row a customer: the newest export wins.
with exports as (
    select
        *,
        row_number() over (partition by customer_id order by updated_at desc) as newest
    from {{ ref('bronze_customers') }}
    where {{ is_integer('customer_id') }}
)

select
    cast(customer_id as integer) as customer_id,
    full_name,
    case when email like '%_@_%._%' and email not like '% %' then email end as email,
    city,
    upper({{ respell('country', {
        'germany': 'de',
        'austria': 'at',
        'france': 'fr',
        'italy': 'it',
    }) }}) as country_code,
    {{ date_or_null('signed_up_on') }} as signed_up_on,
    {{ says_yes('newsletter') }} as wants_newsletter,
    updated_at
from exports
where newest = 1
