"""What no program can go below: reading every file and letting libyaml walk the YAML; the same SQL through the engine's own shell."""

import pathlib
import shutil
import subprocess
import sys

from benchmarks.measure import Case, program

HERE = pathlib.Path(__file__).resolve().parent

# PyYAML's loader in C gives events of libyaml to Python. What starting Python and importing PyYAML costs is measured and taken off.
START = "import os, sys, yaml; yaml.CSafeLoader"
EVENTS = START + """
for base, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(base, name)
        if name.endswith((".yml", ".yaml")):
            with open(path, "rb") as file:
                for event in yaml.parse(file, Loader=yaml.CSafeLoader): pass
        elif name.endswith((".sql", ".md", ".csv")):
            with open(path, "rb") as file: file.read()
"""


def reading(workspace, project):
    """Cases that read a project's files: a program in C, and Python where PyYAML has its loader in C."""
    files = workspace.home / "floor-files"
    shutil.rmtree(files, ignore_errors=True)
    shutil.copytree(project, files, ignore=shutil.ignore_patterns("target", "logs", "*.db*"))
    made = []
    reader = compiled(workspace.home)
    if reader:
        made.append(Case("read, libyaml in C", lambda: program([reader, files], workspace.home), "floor"))
    python = with_yaml(workspace)
    if python:
        made.append(Case("read, libyaml through Python", lambda: without_start(python, files), "floor"))
    else:
        print("    no Python with PyYAML's loader in C: that floor is left out", file=sys.stderr)
    return made


def compiled(home):
    """The program in C; None where it cannot be built."""
    made = home / "floor"
    if not made.exists():
        try:
            subprocess.run(["cc", "-O2", "-o", made, HERE / "floor.c", "-lyaml"], check=True)
        except (OSError, subprocess.CalledProcessError):
            print("    no C compiler or no libyaml-dev: that floor is left out", file=sys.stderr)
            return None
    return made


def with_yaml(workspace):
    """A Python that has PyYAML with libyaml: that of `--python`, or a peer's."""
    for python in [workspace.python, *(peer.path.parent / "python" for peer in workspace.peers)]:
        try:
            if subprocess.run([python, "-c", START], capture_output=True).returncode == 0:
                return python
        except OSError:
            pass
    return None


def without_start(python, files):
    """What the work costs without the start of Python."""
    whole, start = (program([python, "-c", text, files], files) for text in (EVENTS, START))
    return {"CPU seconds": whole["CPU seconds"] - start["CPU seconds"], "seconds": whole["seconds"] - start["seconds"], "peak MB": whole["peak MB"]}


def sql_file(workspace, project, adapter, place):
    """Writes the SQL of a whole build of a compiled project into one file for `sqlite3` or `psql`."""
    subprocess.run([sys.executable, HERE / "sql_script.py", project, adapter, place], check=True)
    return place
