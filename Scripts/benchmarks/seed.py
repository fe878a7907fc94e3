"""Loading a large CSV file; beside it the engine's own way to do that."""

import sys

from benchmarks.dice import Dice
from benchmarks.goals import Goal
from benchmarks.measure import Case, program
from benchmarks.project_files import PROFILES
from benchmarks.workspace import forget, tool_case

SIZES = [1_000_000]
COLUMNS = {"id": "integer", "customer": "text", "email": "text", "amount": "numeric", "quantity": "integer", "active": "boolean",
           "created_on": "date", "note": "text"}
NOTES = ["plain", '"has, comma"', '"says ""hi"""', ""]
PROJECT = "name: bench\nversion: '1.0'\nprofile: bench\nflags: {send_anonymous_usage_stats: false}\n"

GOALS = [goal for engine, shell in (("SQLite", "`.import`"), ("Postgres", "`\\copy`")) for goal in [
    Goal(f"1,000,000 rows, {engine}: time of {shell}", "seed", engine, "seconds", 1.3, 1_000_000, of="shell"),
    Goal(f"1,000,000 rows, {engine}: CPU of {shell}", "seed", engine, "CPU seconds", 1.3, 1_000_000, of="shell"),
    Goal(f"1,000,000 rows, {engine}: memory", "seed", engine, "peak MB", 64, 1_000_000),
]]


def cases(workspace, rows):
    smelt = workspace.smelt
    folder = workspace.folder(smelt, f"seed-{rows}")
    (folder / "seeds").mkdir()
    (folder / "dbt_project.yml").write_text(PROJECT)
    for adapter, text in PROFILES.items():
        (folder / "profiles" / adapter).mkdir(parents=True)
        (folder / "profiles" / adapter / "profiles.yml").write_text(text)
    table = folder / "seeds" / "big.csv"
    write(table, rows)
    made = [tool_case(workspace, smelt, "SQLite", folder, "seed", "sqlite", prepare=lambda _: forget(folder, "bench.db*"))]
    made.append(Case("SQLite", lambda: program(["sqlite3", "-bail", "floor.db"], folder, standard_input=folder / "import.sql"), "shell",
                     prepare=lambda _: forget(folder, "floor.db*")))
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    (folder / "import.sql").write_text(f"create table big ({columns});\n.import --csv --skip 1 '{table}' big\n")
    server = workspace.postgres
    if server:
        (folder / "copy.sql").write_text(f"create schema shell;\ncreate table shell.big ({columns});\n\\copy shell.big from '{table}' csv header\n")
        made.append(tool_case(workspace, smelt, "Postgres", folder, "seed", "postgres", prepare=lambda _: server.drop("smelt")))
        made.append(Case("Postgres", lambda: program(server.client("-f", folder / "copy.sql"), folder), "shell", lambda _: server.drop("shell")))
    return made


def write(path, rows):
    """A CSV file of eight columns: numbers, decimals, booleans, dates, texts with quotes, commas and nothing."""
    print(f"    writing {rows:,} rows", file=sys.stderr, flush=True)
    dice = Dice(rows)
    with path.open("w") as table:
        table.write(",".join(COLUMNS) + "\n")
        for number in range(rows):
            table.write(f"{number},Customer {dice.below(rows)},user{number}@example.com,{dice.below(100000) / 100:.2f},{dice.below(100)},"
                        f"{dice.pick(['true', 'false'])},2024-{1 + dice.below(12):02d}-{1 + dice.below(28):02d},{dice.pick(NOTES)}\n")
