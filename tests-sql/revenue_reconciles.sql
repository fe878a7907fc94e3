-- Steps 1 + 2 must be step 3, steps 3 + 4 must be step 5: in lines and in cents.
with steps as (
    select
        sum(case when step in (1, 2) then cents else 0 end) - sum(case when step = 3 then cents else 0 end) as lost_before_silver,
        sum(case when step in (3, 4) then cents else 0 end) - sum(case when step = 5 then cents else 0 end) as lost_before_gold,
        sum(case when step in (1, 2) then line_count else 0 end) - sum(case when step = 3 then line_count else 0 end) as lines_lost_before_silver,
        sum(case when step in (3, 4) then line_count else 0 end) - sum(case when step = 5 then line_count else 0 end) as lines_lost_before_gold
    from {{ ref('revenue_reconciliation') }}
)

select *
from steps
where lost_before_silver <> 0 or lost_before_gold <> 0 or lines_lost_before_silver <> 0 or lines_lost_before_gold <> 0
