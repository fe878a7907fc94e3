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

-- One row for each node of a run; status: running, interrupted, or the status of run_results.json.
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

-- The sets of relations that became visible in one step. status: begun, published, undone, replaced, rolled back.
create table {schema}.publications (
    id text not null primary key,
    run text not null,
    unit text not null,
    name text not null,
    status text not null,
    began_at text not null,
    ended_at text
);

-- The relations of such a set, and the name under which the version before it is kept.
create table {schema}.published (
    publication text not null,
    unique_id text not null,
    relation text not null,
    kind text not null,
    kept_as text,
    primary key (publication, unique_id)
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
