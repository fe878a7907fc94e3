"""Where the scenarios work: the programs, generated projects, the database server."""

import pathlib
import shutil
import subprocess
import sys

from benchmarks.measure import Case
from benchmarks.postgres import Postgres
from benchmarks.tools import Tool

HERE = pathlib.Path(__file__).resolve().parent


class Workspace:
    """A folder with a copy of each generated project for each tool, a Postgres server that is started when it is first wanted, the browser."""

    def __init__(self, home, smelt, peers=(), chromium=None, python=sys.executable):
        self.home, self.smelt, self.peers, self.chromium, self.python = home, smelt, peers, chromium, python
        self._server = None

    def tools(self, *names):
        """smelt, and of the named peers those that were given."""
        return [self.smelt, *(peer for peer in self.peers if peer.name in names)]

    def project(self, tool, count, *flags, name="project"):
        """A tool's own copy of the generated project of `count` models; the same one each time it is asked for by a name."""
        tag = f"{count}{''.join(flags)}"
        master, copy = self.home / f"project-{tag}", self.home / tool.name / f"{name}-{tag}"
        if not master.exists():
            # In a process of its own, so that this one stays small: the memory of what it starts is measured.
            subprocess.run([sys.executable, HERE / "project.py", master, "--models", str(count), *flags], check=True)
        if not copy.exists():
            shutil.copytree(master, copy)
        return copy

    def folder(self, tool, name):
        """An empty folder of a tool's own."""
        place = self.home / tool.name / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place

    @property
    def postgres(self):
        """The server; None where there are no programs for one."""
        if self._server is None:
            self._server = Postgres.start() or False
            if not self._server:
                print("    no Postgres server is installed: what needs one is left out", file=sys.stderr)
        return self._server or None

    def close(self):
        if self._server:
            self._server.stop()


def forget(folder, *names):
    """Removes what earlier runs left in a project: folders and files by pattern."""
    for pattern in names:
        for place in folder.glob(pattern):
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()


def artifact_check(folder, what, least):
    """A check that an artifact holds at least so many: `models` of the manifest, `results` without a failure, `catalog`, `compiled` models."""
    def check():
        told = subprocess.run([sys.executable, HERE / "artifacts.py", what, folder / "target"], capture_output=True, text=True)
        number = told.stdout.strip()
        if told.returncode != 0 or not number.isdigit():
            return (told.stderr.strip() or told.stdout.strip() or f"no {what}").splitlines()[-1]
        return None if int(number) >= least else f"{number} {what}, not {least}"
    return check


def tool_case(workspace, tool, name, folder, command, adapter, *flags, prepare=None, check=None):
    """A case that runs a command of a tool over an adapter."""
    port = workspace.postgres.port if adapter == "postgres" and workspace.postgres else None
    return Case(name, lambda: tool.run(folder, command, adapter, *flags, port=port), tool.name, prepare, check)


def known(path, name="smelt", timeout=3600):
    """A tool at a path, which has to be there."""
    if not pathlib.Path(path).exists():
        sys.exit(f"there is no {name} at {path}")
    return Tool(name, path, timeout)
