"""The programs that are measured: smelt and its peers, and what they are called with."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

from benchmarks import measure

PEERS = {"dbt1": "dbt-core 1.x", "dbt2": "dbt Core v2, the rewrite in Rust"}


class Tool:
    """A program that understands dbt's commands. `name` is `smelt`, `dbt1` or `dbt2`."""

    def __init__(self, name, path, timeout=3600):
        self.name, self.path, self.timeout = name, pathlib.Path(path).absolute(), timeout

    def knows(self, adapter):
        """Whether it has the adapter: dbt v2 has none for SQLite."""
        return not (self.name == "dbt2" and adapter == "sqlite")

    def environment(self, port=None, schema=None):
        """What it is run with."""
        more = {"DO_NOT_TRACK": 1, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"} if self.name in PEERS else {}
        if self.name == "dbt2":
            more["DBT_ALLOW_EXPERIMENTAL_ADAPTERS"] = "true"
        if self.name == "dbt1":
            more["PATH"] = f"{self.path.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        if port:
            more.update(BENCH_PORT=port, BENCH_SCHEMA=schema or self.name)
        return measure.clean_environment(**more)

    def arguments(self, command, adapter, *flags):
        """A command line for a generated project, to be run in its folder."""
        if self.name == "dbt2" and command == "docs generate":
            command, flags = "compile", ("--write-catalog", *flags)
        return [self.path, *command.split(), "--profiles-dir", f"profiles/{adapter}", *flags]

    def run(self, folder, command, adapter, *flags, port=None, schema=None):
        """Runs a command in a project's folder and measures it; of smelt also how long each stage took and what was counted."""
        arguments, environment = self.arguments(command, adapter, *flags), self.environment(port, schema)
        if self.name != "smelt":
            return measure.program(arguments, folder, environment, self.timeout)
        with tempfile.NamedTemporaryFile(prefix="smelt-bench-") as record:
            found = measure.program([*arguments, "--record-timing-info", record.name], folder, environment, self.timeout)
            return {**found, **stages(json.load(open(record.name, encoding="utf-8")))}

    def version(self):
        """Its version, as it tells it."""
        try:
            told = subprocess.run([self.path, "--version"], capture_output=True, text=True, env=self.environment(), timeout=120)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        found = re.search(r"\d+\.\d+\.\d+\S*", told.stdout + told.stderr)
        return found.group() if found else "unknown"


def stages(record):
    """What `--record-timing-info` wrote, as measurements."""
    found = {}
    for stage in record["stages"]:
        name = f"{stage['stage']} ms"
        found[name] = found.get(name, 0) + 1000 * stage["seconds"]
    found.update({name.replace("_", " "): count for name, count in record["counts"].items()})
    return found
