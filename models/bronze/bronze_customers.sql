select
    {{ clean_text('customer_id') }} as customer_id,
    {{ clean_text('full_name') }} as full_name,
    {{ clean_code('email') }} as email,
    {{ clean_text('city') }} as city,
    {{ clean_code('country') }} as country,
    {{ clean_text('signed_up_on') }} as signed_up_on,
    {{ clean_code('newsletter') }} as newsletter,
    {{ moment_or_null('updated_at') }} as updated_at
from {{ ref('raw_customers') }}
