-- Nodes whose last finished run failed or warned: since when in a row, how often, and the run that saw it last.
with seen as (
    select n.unique_id, n.status, n.message, n.failures, n.layer, r.id as run, r.started_at,
        row_number() over (partition by n.unique_id order by r.started_at desc, r.id desc) as age
    from {schema}.nodes as n
    join {schema}.runs as r on r.id = n.run
    where {target} and n.status not in ('running', 'interrupted', 'skipped', 'no-op')
),
failing as (
    select * from seen where age = 1 and status in ('error', 'fail', 'warn', 'runtime error', 'partial success')
),
good as (
    select unique_id, min(age) as age from seen
    where status not in ('error', 'fail', 'warn', 'runtime error', 'partial success')
    group by unique_id
)
select f.unique_id, f.layer, f.status, f.message, f.failures, f.run, min(s.started_at) as first_seen, max(s.started_at) as last_seen,
    count(*) as runs
from failing as f
join seen as s on s.unique_id = f.unique_id
left join good as g on g.unique_id = f.unique_id
where g.age is null or s.age < g.age
group by f.unique_id, f.layer, f.status, f.message, f.failures, f.run
order by first_seen, f.unique_id
