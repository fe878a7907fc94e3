-- The tables of the ledger. Moments are ISO texts in UTC, spans are seconds.
create table {schema}.version (version bigint not null);

-- One row for each command that worked on the target. status: running, success, failed, interrupted.
create table {schema}.runs (
    id text not null primary key,
    project text not null,
    target text not null,
    target_schema text not null,
    command text not null,
    arguments text not null,
    version text not null,
    git_commit text,
    host text not null,
    pid bigint not null,
    holds_lock boolean not null,
    node_count bigint not null,
    started_at text not null,
    ended_at text,
    status text not null,
    message text
);

-- One row for each node of a run; status: running, interrupted, or the status of run_results.json. is_held: what was built is not visible.
create table {schema}.nodes (
    run text not null,
    unique_id text not null,
    resource_type text not null,
    layer text,
    status text not null,
    attempt bigint not null,
    started_at text,
    ended_at text,
    seconds double precision,
    row_count bigint,
    failures bigint,
    rows_tested bigint,
    quarantined bigint,
    is_held boolean not null default false,
    message text,
    primary key (run, unique_id),
    unique (unique_id, run)
);

-- Some of the rows that failed a test in a run, each a JSON object.
create table {schema}.failing_rows (
    run text not null,
    unique_id text not null,
    position bigint not null,
    content text not null,
    primary key (run, unique_id, position)
);

-- The units of a run that became visible in one step, or were held back; relations and reasons are JSON lists.
create table {schema}.publications (
    run text not null,
    unit text not null,
    is_published boolean not null,
    ended_at text not null,
    seconds double precision,
    relations text not null,
    reasons text not null,
    primary key (run, unit)
);

-- How good the project was in a run: one row for the project, each layer and each model.
create table {schema}.quality (
    run text not null,
    measured_at text not null,
    scope text not null,
    name text not null,
    coverage double precision,
    docs double precision,
    score double precision,
    primary key (run, scope, name)
);

insert into {schema}.version (version) values (1);
