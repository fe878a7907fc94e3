-- What came of some nodes in the newest runs that they were part of.
with ranked as (
    select n.*, r.command, r.started_at as run_started_at,
        row_number() over (partition by n.unique_id order by r.started_at desc, r.id desc) as age
    from {schema}.nodes as n
    join {schema}.runs as r on r.id = n.run
    where {target} and n.unique_id in ({nodes})
)
select unique_id, run, command, run_started_at, resource_type, layer, status, attempt, started_at, ended_at, seconds, row_count, failures,
    rows_tested, quarantined, message, is_held
from ranked
where age <= {limit}
order by unique_id, age
