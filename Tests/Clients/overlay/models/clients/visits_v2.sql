select id, day, upper(who) as who from {{ ref('visits', v=1) }}
