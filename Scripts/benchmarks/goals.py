"""What smelt is to reach, and whether it does."""


class Goal:
    """A number that may not be above a bound: a measurement of smelt's (or `tool`'s), divided by another's where `of` names a tool or `than` a
    case. A bound of None is none: the number is told."""

    def __init__(self, text, scenario, case, measured, bound, size=0, tool="smelt", of=None, than=None):
        self.text, self.scenario, self.case, self.measured, self.bound = text, scenario, case, measured, bound
        self.size, self.tool, self.of, self.than = size, tool, of, than

    def judge(self, rows):
        """The number and whether the goal is reached: True, False, or None where it cannot be told; and why not."""
        own = find(rows, self.scenario, self.size, self.case, self.tool, self.measured)
        if own is None:
            return None, None, "not measured"
        if self.of is None and self.than is None:
            return own, self._reached(own), ""
        other = find(rows, self.scenario, self.size, self.than or self.case, self.of or self.tool, self.measured)
        if not other:
            return None, None, f"{self.of or self.than} not measured"
        return own / other, self._reached(own / other), ""

    def _reached(self, number):
        return None if self.bound is None else number <= self.bound

    @property
    def unit(self):
        """What the number is."""
        if self.of is None and self.than is None:
            return self.measured.split()[-1] if self.measured.endswith(("MB", "ms", "seconds")) else ""
        return f"× {self.of or self.than}"


class Growth(Goal):
    """A bound for the exponent of growth between two sizes."""

    def __init__(self, text, scenario, case, measured, bound, sizes):
        super().__init__(text, scenario, case, measured, bound)
        self.sizes = sizes

    def judge(self, rows):
        from benchmarks.measure import exponent
        points = [(size, find(rows, self.scenario, size, self.case, self.tool, self.measured)) for size in self.sizes]
        if any(value is None for _, value in points):
            return None, None, "not measured"
        number = exponent(points)
        return number, self._reached(number), ""


def find(rows, scenario, size, case, tool, measured):
    """The median of a measurement; None where there is none."""
    for row in rows:
        if (row["scenario"], row["case"], row["tool"], row.get("measured")) == (scenario, case, tool, measured) and row["size"] == size:
            return row["median"]
    return None


def judged(goals, rows):
    """A line a goal: text, bound, number, whether it is reached."""
    lines = []
    for goal in goals:
        number, reached, why = goal.judge(rows)
        said = {True: "reached", False: "not reached", None: "" if number is not None else why}[reached]
        lines.append({"scenario": goal.scenario, "goal": goal.text, "bound": goal.bound, "unit": goal.unit, "number": number, "reached": said})
    return lines
