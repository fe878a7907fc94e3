"""`check`: SQL held against empty tables, of models that read one another in one long chain."""

from benchmarks.goals import Goal
from benchmarks.project_files import PROFILES
from benchmarks.workspace import forget, tool_case

SIZES = [1000]

GOALS = [Goal("1,000 chained models", "check", "SQLite", "seconds", 3, 1000)]

FIRST = "select 1 as id, 'open' as state, 10.5 as amount, '2024-01-01' as happened_on\n"
NEXT = """with base as (
    select * from {{{{ ref('link_{before:05d}') }}}}
),

counted as (
    select id, state, amount, happened_on, row_number() over (partition by state order by happened_on) as place
    from base
    where amount >= 0
)

select id + 1 as id, upper(state) as state, round(amount * 1.01, 2) as amount, happened_on
from counted
where place >= 1
"""


def cases(workspace, size):
    folder = workspace.folder(workspace.smelt, f"chain-{size}")
    write(folder, size)
    return [tool_case(workspace, workspace.smelt, "SQLite", folder, "check", "sqlite", prepare=lambda _: forget(folder, "target", "bench.db*"))]


def write(folder, size):
    """A project of so many models, each reading the one before it; every tenth is a table."""
    (folder / "models").mkdir()
    (folder / "profiles" / "sqlite").mkdir(parents=True)
    (folder / "profiles" / "sqlite" / "profiles.yml").write_text(PROFILES["sqlite"])
    (folder / "dbt_project.yml").write_text("name: bench\nversion: '1.0'\nprofile: bench\n")
    for number in range(size):
        config = "{{ config(materialized='table') }}\n" if number % 10 == 0 else ""
        (folder / "models" / f"link_{number:05d}.sql").write_text(config + (NEXT.format(before=number - 1) if number else FIRST))
