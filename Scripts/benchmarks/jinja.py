"""The template engine alone, beside Jinja2 and minijinja, the engine in Rust: five sets of templates, compiled and rendered."""

import pathlib
import subprocess
import sys

from benchmarks.goals import Goal
from benchmarks.measure import Case, Failed

SIZES = [0]
NAMES = ["loop", "macros", "filters", "concat", "models"]
HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE.parent.parent / "Benchmarks" / "JinjaBench" / "Templates"
# How long a program repeats compiling, and how long rendering; the least of the repeats is its number.
SECONDS = "0.3"

GOALS = [goal for name in NAMES for goal in [
    Goal(f"{name}: compile and render, Jinja2", "jinja", name, "compile and render ms", 1 / 10, of="Jinja2"),
    Goal(f"{name}: render, minijinja", "jinja", name, "render ms", 1, of="minijinja"),
    Goal(f"{name}: compile and render, minijinja", "jinja", name, "compile and render ms", 1, of="minijinja"),
]]


def cases(workspace, _):
    """smelt's engine, and those of the two that the Python of `--python` has. smelt has to print what Jinja2 does."""
    own = [program(), TEMPLATES]
    peers = {name: [workspace.python, HERE / "jinja_peers.py", name, TEMPLATES] for name in ("Jinja2", "minijinja") if has(workspace.python, name)}
    for name in ("Jinja2", "minijinja"):
        if name not in peers:
            print(f"    {workspace.python} has no {name.lower()}: it is left out", file=sys.stderr)
    made = []
    for name in NAMES:
        reference = peers.get("Jinja2")
        check = (lambda name=name: same(own, reference, name)) if reference else None
        made.append(Case(name, lambda name=name: times(own, name), check=check))
        made += [Case(name, lambda name=name, command=command: times(command, name), tool) for tool, command in peers.items()]
    return made


def program():
    """The program that measures smelt's engine, built anew where something changed."""
    build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "JinjaBench"]
    root = HERE.parent.parent
    try:
        subprocess.run(build, cwd=root, check=True, stdout=sys.stderr)
        place = subprocess.run([*build, "--show-bin-path"], cwd=root, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failed(f"JinjaBench cannot be built: {error}") from error
    return pathlib.Path(place.stdout.strip()) / "JinjaBench"


def has(python, engine):
    try:
        return subprocess.run([python, "-c", f"import {engine.lower()}"], capture_output=True).returncode == 0
    except OSError:
        return False


def run(command):
    found = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if found.returncode != 0:
        raise Failed((found.stderr or found.stdout).strip()[-200:])
    return found.stdout


def times(command, name):
    """Milliseconds of processor time, from the one line that is printed: name, templates, bytes, compiling, rendering."""
    compiling, rendering = map(float, run([*command, "--only", name, "--seconds", SECONDS]).split()[3:])
    return {"compile ms": compiling, "render ms": rendering, "compile and render ms": compiling + rendering}


def same(own, reference, name):
    """What is wrong with what smelt prints; None where it is what Jinja2 prints."""
    return None if run([*own, "--print", name]) == run([*reference, "--print", name]) else "not what Jinja2 prints"
