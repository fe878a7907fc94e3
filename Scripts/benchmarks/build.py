"""Building everything and testing it, on SQLite and on Postgres; beside it the same SQL through the engine's own shell."""

import os

from benchmarks import floor
from benchmarks.goals import Goal
from benchmarks.measure import Case, program
from benchmarks.workspace import artifact_check, forget, tool_case

SIZES = [500]
PLAIN = "SQLite, 1 thread"
SERVED = "Postgres, 4 threads"
DATABASE = ["bench.db*", "bench.ledger.*"]

GOALS = [
    Goal("500 models, SQLite: CPU of the `sqlite3` shell", "build", PLAIN, "CPU seconds", 1.3, 500, of="shell"),
    Goal("500 models, SQLite: time of the `sqlite3` shell", "build", PLAIN, "seconds", 1.3, 500, of="shell"),
    Goal("500 models, Postgres: time of dbt-core 1.12", "build", SERVED, "seconds", 1 / 10, 500, of="dbt1"),
    Goal("500 models, Postgres: client CPU of dbt-core 1.12", "build", SERVED, "CPU seconds", 1 / 50, 500, of="dbt1"),
    Goal("500 models, Postgres: round trips a node", "build", SERVED, "round trips a node", None, 500),
    Goal("500 models, Postgres: time of `psql`", "build", SERVED, "seconds", None, 500, of="shell"),
]


def cases(workspace, size):
    made = sqlite(workspace, size)
    return made + postgres(workspace, size) if workspace.postgres else made


def sqlite(workspace, size):
    smelt = workspace.smelt
    folder = workspace.project(smelt, size)
    # The database is empty before each run; what the run before compiled lies there, as it does where people work.
    empty = lambda _: forget(folder, *DATABASE)
    check = artifact_check(folder, "results", 3 * size)
    made = [tool_case(workspace, smelt, f"SQLite, {threads} thread{'s' if threads > 1 else ''}", folder, "build", "sqlite", "--threads", threads,
                      prepare=empty, check=check) for threads in (1, 4)]
    empty(0)
    smelt.run(folder, "compile", "sqlite")
    script = floor.sql_file(workspace, folder, "sqlite", workspace.home / f"build-{size}.sqlite.sql")
    database = workspace.home / "floor.db"
    # As the shell does it by itself, and with the journal that smelt uses.
    for name, settings in ((PLAIN, ""), ("SQLite, write-ahead log", "pragma journal_mode = wal; pragma synchronous = normal;\n")):
        place = workspace.home / f"build-{name[-3:]}.sql"
        place.write_text(settings + script.read_text())
        made.append(Case(name, lambda place=place: program(["sqlite3", "-bail", database], workspace.home, standard_input=place), "shell",
                         prepare=lambda _: forget(workspace.home, "floor.db*")))
    return made


def postgres(workspace, size):
    made, server = [], workspace.postgres
    # The alpha of dbt v2 puts ephemeral models into tests in a way that Postgres before 16 refuses; so nobody has any here.
    for tool in workspace.tools("dbt1", "dbt2"):
        folder = workspace.project(tool, size, "--no-ephemeral")

        def run(tool=tool, folder=folder):
            found = tool.run(folder, "build", "postgres", "--threads", 4, port=server.port)
            if "round trips" in found:
                found["round trips a node"] = found["round trips"] / found["nodes run"]
            return found

        made.append(Case(SERVED, run, tool.name, lambda _, tool=tool: server.drop(tool.name), artifact_check(folder, "results", 3 * size)))
    smelt = workspace.smelt
    folder = workspace.project(smelt, size, "--no-ephemeral")
    server.drop(smelt.name)
    smelt.run(folder, "compile", "postgres", port=server.port, schema="shell")
    script = floor.sql_file(workspace, folder, "postgres", workspace.home / f"build-{size}.postgres.sql")
    made.append(Case(SERVED, lambda: program(server.client("-f", script, "-o", os.devnull), workspace.home), "shell",
                     prepare=lambda _: server.drop("shell")))
    return made
