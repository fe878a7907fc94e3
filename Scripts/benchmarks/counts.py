#!/usr/bin/env python3
"""Holds what smelt does against bounds, without a clock: allocations, instructions, most memory.

    Scripts/benchmarks/counts.py               the program of `swift build`, against bounds.json
    Scripts/benchmarks/counts.py --renew       writes bounds.json anew from what it counts

The same program over the same project allocates and executes nearly the same each time, on any machine. So a bound catches what a clock cannot on
a machine that others use too: a fifth more work a model, or work that grows faster than the project.
"""

import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

from benchmarks import measure, project, sakila  # noqa: E402

BOUNDS = HERE / "bounds.json"
# Sizes for allocations, which cost nothing to count, and for instructions, where a program takes thirty times as long.
TINY, SMALL, LARGE = 3, 150, 600
FEW, MORE = 10, 40
# What a bound leaves above what was counted when it was made.
MARGINS = {"exponent": 1.04, "MB": 1.25, "": 1.2}
DEMO = ["dbt_project.yml", "smelt.yml", "selectors.yml", "macros", "models", "profiles", "seeds", "tests-sql"]


class Counter:
    """Runs a program over generated projects and counts."""

    def __init__(self, program, home):
        self.program, self.home = program, home
        self.stripped, self.preloaded = home / "smelt", home / "allocations.so"
        # Valgrind stops at some debug information of Swift.
        subprocess.run(["strip", "--strip-debug", "-o", self.stripped, program], check=True)
        compiler = shutil.which("cc") or shutil.which("clang")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", self.preloaded, HERE / "allocations.c"], check=True)

    def project(self, count):
        """A fresh project of `count` models."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.home))
        project.write(folder, count)
        return folder

    @staticmethod
    def environment(**more):
        # Dictionaries are walked in the same order each time.
        return measure.clean_environment(SWIFT_DETERMINISTIC_HASHING=1, **more)

    def arguments(self, command):
        return [*command.split(), "--profiles-dir", "profiles/sqlite", *(["--threads", "1"] if command != "parse" else [])]

    def allocations(self, command, count):
        """How often a command on a new project asks for memory, and for how many bytes."""
        folder = self.project(count)
        told = folder / "allocations"
        measure.program([self.program, *self.arguments(command)], folder, self.environment(LD_PRELOAD=self.preloaded, ALLOCATIONS=told))
        calls, size = map(int, told.read_text().split())
        return calls, size

    def instructions(self, command, count):
        """How many instructions a command on a new project executes."""
        folder = self.project(count)
        counted = folder / "counted"
        measure.program(["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={counted}", self.stripped,
                         *self.arguments(command)], folder, self.environment())
        return int(next(line for line in counted.read_text().splitlines() if line.startswith("summary:")).split()[1])

    def peak(self, folder, *arguments):
        """The most memory of a command, in MB."""
        return measure.program([self.program, *arguments], folder, self.environment(SMELT_TARGET="sqlite"))["peak MB"]

    def demo(self):
        """The most memory that building the demo takes."""
        folder = self.home / "demo"
        folder.mkdir()
        for name in DEMO:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        (folder / "target").mkdir()
        return self.peak(folder, "build")

    def rentals(self):
        """The most memory that building examples/sakila takes, on tables as large as its own. What its totals are is no matter then."""
        folder = self.home / "sakila"
        shutil.copytree(ROOT / "examples" / "sakila", folder, ignore=shutil.ignore_patterns("target", "logs"))
        sakila.write(self.home / "tables")
        subprocess.run([sys.executable, folder / "load", self.home / "tables"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return self.peak(folder, "build", "--exclude", "known_totals", "unique_silver_customers_email")


def a_unit(values, sizes):
    """What one more model costs between two sizes."""
    return (values[1] - values[0]) / (sizes[1] - sizes[0])


def growth(values, sizes):
    """The exponent of growth above the smallest of three sizes: 1 where twice as much costs twice as much."""
    first, second = (value - values[0] for value in values[1:])
    return math.log(second / first) / math.log((sizes[2] - sizes[0]) / (sizes[1] - sizes[0]))


def count(counter):
    """Everything that is counted, by name. Two run at a time."""
    sizes = (TINY, SMALL, LARGE)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        instructions = [pool.submit(counter.instructions, "parse", size) for size in (MORE, FEW)]
        parsed = [pool.submit(counter.allocations, "parse", size) for size in reversed(sizes)][::-1]
        others = {command: [pool.submit(counter.allocations, command, size) for size in (TINY, SMALL)] for command in ("compile", "build")}
        peaks = {"demo": pool.submit(counter.demo), "sakila": pool.submit(counter.rentals)}
        executed = [future.result() for future in reversed(instructions)]
        calls, size = zip(*(future.result() for future in parsed))
        found = {
            "parse: instructions before the first model": executed[0] - FEW * a_unit(executed, (FEW, MORE)),
            "parse: instructions a model": a_unit(executed, (FEW, MORE)),
            "parse: allocations before the first model": calls[0] - TINY * a_unit(calls, sizes),
            "parse: allocations a model": a_unit(calls, sizes),
            "parse: bytes allocated a model": a_unit(size, sizes),
            "parse: exponent of growth of allocations": growth(calls, sizes),
            "parse: exponent of growth of bytes allocated": growth(size, sizes),
        }
        for command, futures in others.items():
            pairs = [future.result() for future in futures]
            found[f"{command}: allocations a model"] = a_unit([pair[0] for pair in pairs], sizes)
            found[f"{command}: bytes allocated a model"] = a_unit([pair[1] for pair in pairs], sizes)
        found.update({f"{name}: peak MB": future.result() for name, future in peaks.items()})
    return {name: round(value, 3) if value < 1000 else round(value) for name, value in found.items()}


def bound_for(name, value):
    """A generous bound for what was counted."""
    margin = next(factor for part, factor in MARGINS.items() if part in name)
    return round(value * margin, 2) if value < 1000 else int(round(value * margin, -2))


def held(found, bounds):
    """Lines to show, and whether every number is within its bound. What is far below its bound is said, so that the bound can follow."""
    lines, is_good = [], True
    for name, value in found.items():
        bound = bounds.get(name)
        verdict = "has no bound: --renew makes one" if bound is None else "TOO MUCH" if value > bound else ""
        if bound is not None and value < 0.6 * bound:
            verdict = "far below its bound: --renew lowers it"
        is_good = is_good and bound is not None and value <= bound
        shown = "?" if bound is None else f"{bound:,}"
        lines.append(f"    {name:<48} {value:>15,} of {shown:>15}  {verdict}".rstrip())
    return lines, is_good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build" / "debug" / "smelt", help="the program (.build/debug/smelt)")
    parser.add_argument("--renew", action="store_true", help="write bounds.json from what is counted")
    asked = parser.parse_args()
    if not asked.program.exists():
        sys.exit(f"there is no {asked.program}: run `swift build --product smelt`")
    home = pathlib.Path(tempfile.mkdtemp(prefix="smelt-counts-"))
    try:
        found = count(Counter(asked.program.resolve(), home))
    except measure.Failed as failure:
        sys.exit(str(failure))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if asked.renew:
        BOUNDS.write_text(json.dumps({name: {"counted": value, "bound": bound_for(name, value)} for name, value in found.items()}, indent=2) + "\n")
        return
    lines, is_good = held(found, {name: entry["bound"] for name, entry in json.loads(BOUNDS.read_text()).items()})
    print("\n".join(lines))
    if not is_good:
        sys.exit("Some work has become more. Where that is meant, Scripts/benchmarks/counts.py --renew makes new bounds; say why in the commit.")


if __name__ == "__main__":
    main()
