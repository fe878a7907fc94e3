-- What was measured in the newest runs of the target that ended well.
with measured as (
    select r.id, r.started_at
    from {schema}.runs as r
    where {target} and r.status = 'success' and exists (select 1 from {schema}.quality as q where q.run = r.id)
    order by r.started_at desc, r.id
    limit {limit}
)
select q.run, q.measured_at, q.scope, q.name, q.coverage, q.docs, q.score
from {schema}.quality as q
join measured as m on m.id = q.run
order by m.started_at desc, q.run, q.scope, q.name
