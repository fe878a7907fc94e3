select * from {{ ref('dim', v=1) }} union select * from {{ ref('dim') }}
