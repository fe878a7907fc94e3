"""Commands on a large project that do a part: `ls`, `compile`, `build --select one+`."""

import re

from benchmarks.goals import Goal
from benchmarks.workspace import artifact_check, forget, tool_case

SIZES = [5000]

GOALS = [Goal(f"{text}, 5,000 models: {what} of dbt v2", "commands", case, measured, 1 / 20, 5000, of="dbt2")
         for text, case in (("`ls`", "ls"), ("`compile`", "compile"), ("`build --select one+`", "build one+"))
         for what, measured in (("CPU", "CPU seconds"), ("time", "seconds"))]


def cases(workspace, size):
    made, server = [], workspace.postgres
    for tool in workspace.tools("dbt2"):
        folder = workspace.project(tool, size, "--no-ephemeral")
        made.append(tool_case(workspace, tool, "ls", folder, "ls", "postgres"))
        if not server:
            continue
        made.append(tool_case(workspace, tool, "compile", folder, "compile", "postgres", "--threads", 4,
                              prepare=lambda _, folder=folder: forget(folder, "target/compiled"), check=artifact_check(folder, "compiled", size)))
    return made + (one(workspace, size) if server else [])


def one(workspace, size):
    """A model with what reads it. All parents are built before, once for each tool."""
    server, made = workspace.postgres, []
    name = chosen(workspace.project(workspace.smelt, size, "--no-ephemeral"))
    flags = ["--select", f"{name}+", "--indirect-selection", "cautious", "--threads", 4]
    for tool in workspace.tools("dbt2"):
        folder = workspace.project(tool, size, "--no-ephemeral")
        server.drop(tool.name)
        workspace.smelt.run(workspace.project(workspace.smelt, size, "--no-ephemeral"), "build", "postgres", "--select", f"@{name}",
                            "--indirect-selection", "cautious", port=server.port, schema=tool.name)
        made.append(tool_case(workspace, tool, "build one+", folder, "build", "postgres", *flags, check=artifact_check(folder, "results", 2)))
    return made


def chosen(project):
    """A bronze model that about ten others depend on, however far; the same one on every machine."""
    reads = {}
    for path in (project / "models").rglob("*.sql"):
        reads[path.stem] = set(re.findall(r"ref\('(?!raw_)(\w+)'\)", path.read_text()))
    readers = {}
    for name, parents in reads.items():
        for parent in parents:
            readers.setdefault(parent, set()).add(name)

    def all_readers(name):
        found, waiting = set(), [name]
        while waiting:
            for reader in readers.get(waiting.pop(), ()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return len(found)

    return min((name for name in reads if name.startswith("stg_")), key=lambda name: (abs(all_readers(name) - 10), name))
