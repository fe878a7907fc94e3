"""Measuring: one run of a program, repeats of several in turn, medians, growth."""

import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

# A program whose first run takes longer is not run again: that run counts.
LONG_SECONDS = 60


class Failed(Exception):
    """A program that did not do what was measured; says why."""


# What may go wrong with one case; the others are measured all the same.
PROBLEMS = (Failed, OSError, RuntimeError, subprocess.SubprocessError)


class Case:
    """Something to measure. `run` does it once and gives its measurements: name with unit → number. `prepare` is called before each run with the
    number of the run and not measured; `check` after the first, and gives what is wrong with the result, or None."""

    def __init__(self, name, run, tool="smelt", prepare=None, check=None):
        self.name, self.run, self.tool, self.prepare, self.check = name, run, tool, prepare, check


def program(arguments, folder, environment=None, timeout=3600, standard_input=None):
    """Runs a program to its end: how long it took, how long processors worked for it and the children it waited for, and the most memory it had.
    Raises `Failed` where it fails or takes longer than `timeout` seconds."""
    with tempfile.TemporaryFile() as output, open(standard_input or os.devnull, "rb") as given:
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, arguments)), cwd=folder, stdin=given, stdout=output, stderr=subprocess.STDOUT,
                                   env=environment or clean_environment(), start_new_session=True)
        watch = Watch(process.pid, start + timeout)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            watch.kill()
            raise
        finally:
            seconds = time.perf_counter() - start
            watch.end()
        process.returncode = os.waitstatus_to_exitcode(status)
        if watch.is_late:
            raise Failed(f"stopped after {timeout} s")
        if process.returncode != 0:
            raise Failed(f"exit code {process.returncode}: {last_words(output)}")
    # What the system says never falls below the memory of the process that started it.
    peak = usage.ru_maxrss if usage.ru_maxrss > 1.02 * own_peak() else watch.peak or usage.ru_maxrss
    return {"CPU seconds": usage.ru_utime + usage.ru_stime, "seconds": seconds, "peak MB": peak / 1024}


class Watch(threading.Thread):
    """Looks at a running process: its most memory in KB, and whether it is late."""

    def __init__(self, process, deadline):
        super().__init__(daemon=True)
        self.process, self.deadline, self.peak, self.is_late, self.over = process, deadline, 0, False, threading.Event()
        self.start()

    def run(self):
        pause = 0.001
        while not self.over.wait(pause):
            pause = min(0.1, pause * 1.3)
            self.peak = max(self.peak, peak_of(self.process))
            if time.perf_counter() > self.deadline:
                self.is_late = True
                self.kill()

    def kill(self):
        try:
            os.killpg(self.process, 9)
        except OSError:
            pass

    def end(self):
        self.over.set()
        self.join()


def peak_of(process):
    """The most memory a process had until now, in KB; 0 where it is gone."""
    try:
        with open(f"/proc/{process}/status") as status:
            found = re.search(r"VmHWM:\s+(\d+)", status.read())
            return int(found.group(1)) if found else 0
    except OSError:
        return 0


def own_peak():
    return peak_of("self")


def clean_environment(**more):
    """The environment without what would change a run."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "BENCH_", "SMELT_"))}
    return {**kept, "NO_COLOR": "1", **{key: str(value) for key, value in more.items()}}


def last_words(output):
    """The last line of an output that tells of an error, else the last line."""
    output.seek(max(0, output.seek(0, 2) - 6000))
    text = re.sub(r"\x1b\[[0-9;]*m", "", output.read().decode(errors="replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.search(r"error|fail|exception", line, re.IGNORECASE)]
    return (told or lines or ["no output"])[-1][:200]


def interleaved(cases, repeats):
    """Runs every case `repeats` times, one of each in turn, so that what slows the machine for a while slows all of them; once more before that,
    which does not count unless it stays alone. Gives a dictionary a case and measurement, or one with `problem` for a case that failed."""
    found, problems, alone = {}, {}, set()
    for turn in range(repeats + 1):
        for case in cases:
            key = (case.tool, case.name)
            if key in problems or key in alone:
                continue
            try:
                if case.prepare:
                    case.prepare(turn)
                measured = case.run()
                problem = case.check() if case.check and turn == 0 else None
                if problem:
                    raise Failed("wrong result: " + problem)
            except PROBLEMS as failure:
                problems[key] = str(failure)
                print(f"    {turn}/{repeats}  {case.tool}: {case.name}: {failure}", file=sys.stderr, flush=True)
                continue
            print(f"    {turn}/{repeats}  {case.tool}: {case.name}  {measured.get('CPU seconds', 0):.2f} CPU s", file=sys.stderr, flush=True)
            if measured.get("seconds", 0) > LONG_SECONDS:
                alone.add(key)
            for name, value in measured.items():
                found.setdefault((*key, name), []).append(value)
    rows = []
    for (tool, case, name), values in found.items():
        if (tool, case) in problems:
            continue
        values = values[1:] or values
        rows.append({"tool": tool, "case": case, "measured": name, "median": statistics.median(values), "least": min(values), "most": max(values),
                     "repeats": len(values)})
    return rows + [{"tool": tool, "case": case, "problem": problem} for (tool, case), problem in problems.items()]


def exponent(points):
    """How a measurement grows: k of value ~ size^k, the slope of the logarithms by least squares; None for fewer than two sizes."""
    logs = [(math.log(size), math.log(value)) for size, value in points if size > 0 and value > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x, mean_y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def machine():
    """What the numbers were measured on."""
    model = "unknown"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": os.cpu_count(), "memory GB": round(memory / 2**30, 1), "system": " ".join(os.uname()[:3:2]),
            "load before": round(os.getloadavg()[0], 1)}
