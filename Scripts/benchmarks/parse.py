"""Reading a whole project: cold, again, with one file changed; beside it what nobody can go below."""

import time

from benchmarks import floor
from benchmarks.goals import Goal, Growth
from benchmarks.workspace import artifact_check, forget, tool_case

SIZES = [100, 1000, 5000, 10000]
# The sizes at which peers are asked too: the smallest says what starting costs.
PEER_SIZES = [100, 1000, 10000]
LEFT_BEHIND = ["target", "logs", ".cache"]

GOALS = [
    *(goal for size in (1000, 10000) for goal in [
        Goal(f"cold, {size:,} models: CPU of dbt v2", "parse", "cold", "CPU seconds", 1 / 20, size, of="dbt2"),
        Goal(f"cold, {size:,} models: CPU of dbt-core 1.12", "parse", "cold", "CPU seconds", 1 / 150, size, of="dbt1"),
        Goal(f"cold, {size:,} models: CPU of the floor", "parse", "cold", "CPU seconds", 3, size, of="floor", than="read, libyaml through Python"),
        Goal(f"cold, {size:,} models: CPU of the floor in C", "parse", "cold", "CPU seconds", None, size, of="floor", than="read, libyaml in C"),
        Goal(f"cold, {size:,} models: memory of dbt v2", "parse", "cold", "peak MB", 1 / 4, size, of="dbt2"),
        Goal(f"again, {size:,} models: CPU of cold", "parse", "again", "CPU seconds", 1, size, than="cold"),
        Goal(f"one file changed, {size:,} models: CPU of cold", "parse", "one file changed", "CPU seconds", 1, size, than="cold"),
    ]),
    Growth("exponent of growth from 1,000 to 10,000 models", "parse", "cold", "CPU seconds", 1.05, [1000, 10000]),
    Growth("exponent of growth of memory from 1,000 to 10,000 models", "parse", "cold", "peak MB", None, [1000, 10000]),
]


def cases(workspace, size):
    made = []
    for tool in workspace.tools(*(("dbt1", "dbt2") if size in PEER_SIZES else ())):
        folder = workspace.project(tool, size)
        made.append(tool_case(workspace, tool, "cold", folder, "parse", "postgres" if tool.name == "dbt2" else "sqlite",
                              prepare=lambda _, folder=folder: forget(folder, *LEFT_BEHIND), check=artifact_check(folder, "models", size)))
    folder = workspace.project(workspace.smelt, size)
    changed = sorted((folder / "models").rglob("*.sql"))[size // 2]

    def change(turn):
        with changed.open("a") as model:
            model.write(f"\n-- change {turn} {time.time_ns()}\n")

    made.append(tool_case(workspace, workspace.smelt, "again", folder, "parse", "sqlite"))
    made.append(tool_case(workspace, workspace.smelt, "one file changed", folder, "parse", "sqlite", prepare=change))
    return made + floor.reading(workspace, folder)
