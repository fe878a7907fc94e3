"""Many row-wise tests of one large relation: what they cost together, beside what one of them costs alone."""

from benchmarks.goals import Goal
from benchmarks.project_files import PROFILES
from benchmarks.workspace import artifact_check, tool_case

SIZES = [1_000_000]
COLUMNS = ["a", "b", "c", "d"]

GOALS = [goal for engine in ("SQLite", "Postgres") for goal in [
    Goal(f"24 row-wise tests of one table of 1,000,000 rows, {engine}: time of one of them", "rowtests", f"24 tests, {engine}", "seconds", None,
         1_000_000, than=f"1 test, {engine}"),
    Goal(f"24 row-wise tests of one table, {engine}: statements of one of them", "rowtests", f"24 tests, {engine}", "statements", None,
         1_000_000, than=f"1 test, {engine}"),
]]

TABLE = """{{{{ config(materialized='table') }}}}
with recursive counted(number) as (
    select 1 union all select number + 1 from counted where number < {rows}
)
select number as id, number % 7 as a, number % 11 as b, number % 13 as c, number % 17 as d, 'open' as state from counted
"""

TESTS = """      - name: {name}
        data_tests:
          - not_null
          - accepted_range: {{arguments: {{min_value: 0, max_value: 20}}}}
          - accepted_range: {{name: narrow_{name}, arguments: {{min_value: -1, max_value: 50}}}}
          - not_accepted_values: {{arguments: {{values: [99, 100], quote: false}}}}
          - pair_comparison: {{arguments: {{operator: "<=", other_column: id + 20}}}}
          - expression_is_true: {{arguments: {{expression: "+ id > 0"}}}}
"""


def cases(workspace, rows):
    smelt = workspace.smelt
    folder = workspace.folder(smelt, f"rowtests-{rows}")
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text("name: bench\nversion: '1.0'\nprofile: bench\n")
    (folder / "models" / "large.sql").write_text(TABLE.format(rows=rows))
    (folder / "models" / "large.yml").write_text(
        "models:\n  - name: large\n    columns:\n" + "".join(TESTS.format(name=name) for name in COLUMNS))
    made = []
    for adapter, engine in (("sqlite", "SQLite"), ("postgres", "Postgres")):
        (folder / "profiles" / adapter).mkdir(parents=True)
        (folder / "profiles" / adapter / "profiles.yml").write_text(PROFILES[adapter])
        if adapter == "postgres" and not workspace.postgres:
            continue
        port = workspace.postgres.port if adapter == "postgres" else None
        smelt.run(folder, "run", adapter, port=port)
        made.append(tool_case(workspace, smelt, f"1 test, {engine}", folder, "test", adapter, "--threads", 1, "--select", "narrow_a",
                              check=artifact_check(folder, "results", 1)))
        made.append(tool_case(workspace, smelt, f"24 tests, {engine}", folder, "test", adapter, "--threads", 1,
                              check=artifact_check(folder, "results", 24)))
    return made
