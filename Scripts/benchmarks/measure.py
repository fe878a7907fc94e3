"""Measuring: programs, repeats, the table."""

import os
import statistics
import subprocess
import sys
import time


class Case:
    """Something to measure. `run` does it once and gives its measurements: name with unit → number."""

    def __init__(self, name, run):
        self.name, self.run = name, run


def program(arguments, folder):
    """Runs a program to its end: how long it took, how long processors worked for it, and the most memory it had."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env={key: value for key, value in os.environ.items() if not key.startswith("DBT_")})
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))} ended with {process.returncode}:\n{output.decode(errors='replace')[-4000:]}")
    return {"seconds": seconds, "CPU seconds": usage.ru_utime + usage.ru_stime, "peak MB": usage.ru_maxrss / 1024}


def interleaved(cases, repeats):
    """Runs every case `repeats` times, one of each in turn, so that what slows the machine for a while slows all of them. Rows of
    (case, measurement, median, least, most)."""
    found = {}
    for turn in range(repeats):
        for case in cases:
            print(f"    {turn + 1}/{repeats}  {case.name}", file=sys.stderr, flush=True)
            for name, value in case.run().items():
                found.setdefault((case.name, name), []).append(value)
    return [(case, name, statistics.median(values), min(values), max(values)) for (case, name), values in found.items()]


def table(rows):
    """The rows as aligned text."""
    cells = [("models", "case", "measured", "median", "least", "most")]
    cells += [(str(row["models"]), row["case"], row["measured"], *(f"{row[key]:,.2f}" for key in ("median", "least", "most"))) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) if column in (1, 2) else cell.rjust(width) for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in cells)


def machine():
    """What the numbers were measured on."""
    model = "unknown"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": os.cpu_count(), "memory GB": round(memory / 2**30, 1)}
