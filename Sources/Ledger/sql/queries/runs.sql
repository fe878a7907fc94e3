-- The newest runs of the target, with what came of their nodes.
select r.id, r.command, r.arguments, r.version, r.git_commit, r.host, r.pid, r.holds_lock, r.node_count, r.started_at, r.ended_at, r.status,
    r.message,
    (select count(*) from {schema}.nodes as n where n.run = r.id) as nodes,
    (select count(*) from {schema}.nodes as n
        where n.run = r.id and n.status in ('error', 'fail', 'runtime error', 'partial success')) as failed,
    (select count(*) from {schema}.nodes as n where n.run = r.id and n.status = 'warn') as warned,
    (select sum(n.row_count) from {schema}.nodes as n where n.run = r.id) as row_count
from {schema}.runs as r
where {target}
order by r.started_at desc, r.id
limit {limit}
