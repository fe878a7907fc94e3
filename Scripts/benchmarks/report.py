"""What was measured, as text, Markdown or JSON."""

import json

from benchmarks.goals import judged
from benchmarks.measure import exponent

# What every run of a program has, in columns; anything else gets a line of its own.
COLUMNS = ["CPU seconds", "seconds", "peak MB"]
# What `--record-timing-info` tells: a table for each.
STAGES = [f"{name} ms" for name in ("read", "parse", "resolve", "base", "check", "run", "catalog", "facts", "site", "freshness", "write", "total")]
COUNTS = ["files read", "bytes read", "nodes", "nodes run", "connections", "statements", "round trips", "bytes to the server", "bytes from the server",
          "rows loaded", "files written", "bytes written"]


def as_json(result):
    return json.dumps(result, indent=2)


def as_text(result):
    """Every measurement on a line: median, least, most."""
    cells = [("scenario", "size", "tool", "case", "measured", "median", "least", "most", "runs")]
    for row in result["rows"]:
        numbers = (row["problem"],) * 1 + ("", "", "", "") if "problem" in row else (
            row["measured"], *(number(row[key]) for key in ("median", "least", "most")), str(row["repeats"]))
        cells.append((row["scenario"], f"{row['size']:,}", row["tool"], row["case"], *numbers))
    return table(cells) + "\n\n" + table([("", "goal", "at most", "measured", "")] + [goal_cells(line) for line in result["goals"]])


def table(cells):
    """Cells as aligned text; columns of numbers to the right."""
    columns = list(zip(*cells))
    widths = [max(map(len, column)) for column in columns]
    numeric = [any(column[1:]) and all(cell[:1] in "0123456789-" for cell in column[1:]) for column in columns]
    return "\n".join("  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(line, widths, numeric)).rstrip()
                     for line in cells)


def goal_cells(line):
    """A goal as texts: scenario, goal, bound, number, verdict."""
    bound = "" if line["bound"] is None else number(line["bound"])
    measured = "" if line["number"] is None else f"{number(line['number'])} {line['unit']}".strip()
    return line["scenario"], line["goal"], bound, measured, line["reached"]


def as_markdown(result):
    """Facts, the goals and a table for each scenario, to be pasted."""
    parts = [facts(result), "### Goals\n\n" + markdown([("scenario", "goal", "at most", "measured", ""), *map(goal_cells, result["goals"])])]
    for scenario in dict.fromkeys(row["scenario"] for row in result["rows"]):
        rows = [row for row in result["rows"] if row["scenario"] == scenario]
        parts.append(f"### {scenario}\n\n" + "\n\n".join(filter(None, [runs(rows), growth(rows), pivot(rows, ", ms", STAGES), pivot(rows, "", COUNTS), others(rows)])))
    return "\n\n".join(parts)


def facts(result):
    """When, where and with what it was measured."""
    machine = result["machine"]
    text = (f"{result['date']}, {machine['cores']} cores of an {machine['processor']}, {machine['memory GB']} GB, {machine['system']}, load before "
            f"{machine['load before']}.")
    return text + "".join(f" {name}: {version}." for name, version in result["versions"].items())


def markdown(lines):
    """Lines of cells as a table of Markdown; the first is the head."""
    head, *rest = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rest])


def runs(rows):
    """A line for each program, case and size."""
    lines = [("case", "size", "program", *COLUMNS, "runs")]
    for key, own in grouped(rows).items():
        size, case, tool = key
        problem = next((row["problem"] for row in own if "problem" in row), None)
        measured = {row["measured"]: row for row in own if "measured" in row}
        if problem:
            lines.append((case, f"{size:,}", tool, problem, "", "", ""))
        elif COLUMNS[0] in measured:
            lines.append((case, f"{size:,}" if size else "", tool, *(number(measured[name]["median"]) for name in COLUMNS),
                          str(measured[COLUMNS[0]]["repeats"])))
    return markdown(lines) if len(lines) > 1 else ""


def growth(rows):
    """The exponent of growth of every case with several sizes."""
    points = {}
    for row in rows:
        if row.get("measured") in COLUMNS[::2]:
            points.setdefault((row["case"], row["tool"], row["measured"]), []).append((row["size"], row["median"]))
    lines = [("case", "program", "grows with size to the power of", "over")]
    for (case, tool, name), found in points.items():
        power = exponent(found)
        if power is not None:
            lines.append((f"{case}: {name}", tool, f"{power:.2f}", f"{min(found)[0]:,} to {max(found)[0]:,}"))
    return markdown(lines) if len(lines) > 1 else ""


def pivot(rows, head, names):
    """A line for each case of smelt and size, a column for each of some measurements; without lines and columns that have none."""
    found = {(size, case): {row["measured"]: row["median"] for row in own if row.get("measured") in names}
             for (size, case, tool), own in grouped(rows).items() if tool == "smelt"}
    shown = [name for name in names if any(name in values for values in found.values())]
    lines = [("case", "size", *(f"{name.removesuffix(' ms')}{head}" for name in shown))]
    lines += [(case, f"{size:,}" if size else "", *(number(values[name]) if name in values else "" for name in shown))
              for (size, case), values in found.items() if values]
    return markdown(lines) if len(lines) > 1 else ""


def others(rows):
    """Everything else that was measured, a column for each size."""
    sizes = sorted({row["size"] for row in rows})
    found = {}
    for row in rows:
        if "measured" in row and row["measured"] not in [*COLUMNS, *STAGES, *COUNTS]:
            found.setdefault((row["case"], row["tool"], row["measured"]), {})[row["size"]] = row["median"]
    lines = [("case", "program", "measured", *(f"{size:,}" if size else "" for size in sizes))]
    lines += [(*key, *(number(by_size[size]) if size in by_size else "" for size in sizes)) for key, by_size in found.items()]
    return markdown(lines) if len(lines) > 1 else ""


def grouped(rows):
    """The rows by size, case and program."""
    found = {}
    for row in rows:
        found.setdefault((row["size"], row["case"], row["tool"]), []).append(row)
    return found


def number(value):
    """A number with three digits that count."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def merged(results, goals):
    """Several results as one: of the same scenario, size, case and tool the last one counts; the goals are judged anew."""
    whole = dict(results[-1])
    rows = {}
    for result in results:
        new = {(row["scenario"], row["size"], row["case"], row["tool"]) for row in result["rows"]}
        rows = {key: kept for key, kept in rows.items() if key not in new}
        for row in result["rows"]:
            rows.setdefault((row["scenario"], row["size"], row["case"], row["tool"]), []).append(row)
    whole["versions"] = {name: version for result in results for name, version in result["versions"].items()}
    whole["rows"] = [row for kept in rows.values() for row in kept]
    measured = {row["scenario"] for row in whole["rows"]}
    whole["goals"] = judged([goal for goal in goals if goal.scenario in measured], whole["rows"])
    return whole
