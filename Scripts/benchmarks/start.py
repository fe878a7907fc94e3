"""How long it takes until the program answers."""

import subprocess

from benchmarks import measure
from benchmarks.goals import Goal

SIZES = [0]
# They are short, so they are run oftener.
REPEATS = 20

GOALS = [
    *(Goal(f"`{flag}`: CPU of dbt-core 1.12", "start", flag, "CPU seconds", 1 / 50, of="dbt1") for flag in ("--version", "--help")),
    *(Goal(f"`{flag}`", "start", flag, "seconds", 0.005) for flag in ("--version", "--help")),
    Goal("libraries of Postgres that a user of SQLite loads", "start", "libraries", "of Postgres", 0),
]


def cases(workspace, _):
    made = [
        measure.Case(flag, lambda tool=tool, flag=flag: measure.program([tool.path, flag], workspace.home, tool.environment()), tool.name)
        for flag in ("--version", "--help") for tool in workspace.tools("dbt1", "dbt2")
    ]
    return [*made, measure.Case("libraries", lambda: libraries(workspace.smelt.path))]


def libraries(path):
    """The shared libraries that the program is linked with."""
    told = subprocess.run(["ldd", path], capture_output=True, text=True).stdout.splitlines()
    return {"of Postgres": sum("libpq" in line for line in told), "all": len(told)}
