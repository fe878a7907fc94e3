"""Goals, tables, bounds, the order of statements."""

import unittest

from benchmarks import counts, report, sql_script
from benchmarks.goals import Goal, Growth, judged


def row(tool, case, median, size=1000, measured="CPU seconds"):
    return {"scenario": "parse", "size": size, "tool": tool, "case": case, "measured": measured, "median": median, "least": median, "most": median,
            "repeats": 3}


class Goals(unittest.TestCase):
    ROWS = [row("smelt", "cold", 2), row("dbt2", "cold", 50), row("smelt", "again", 3), row("smelt", "cold", 30, 10000)]

    def judge(self, goal):
        return judged([goal], self.ROWS)[0]

    def test_ratios_to_others(self):
        line = self.judge(Goal("x", "parse", "cold", "CPU seconds", 1 / 20, 1000, of="dbt2"))
        self.assertEqual((line["number"], line["reached"], line["unit"]), (0.04, "reached", "× dbt2"))
        line = self.judge(Goal("x", "parse", "again", "CPU seconds", 1, 1000, than="cold"))
        self.assertEqual((line["number"], line["reached"]), (1.5, "not reached"))

    def test_plain_bounds_and_none(self):
        self.assertEqual(self.judge(Goal("x", "parse", "cold", "CPU seconds", 3, 1000))["reached"], "reached")
        self.assertEqual(self.judge(Goal("x", "parse", "cold", "CPU seconds", None, 1000))["reached"], "")

    def test_what_was_not_measured(self):
        self.assertEqual(self.judge(Goal("x", "parse", "cold", "CPU seconds", 1, 1000, of="dbt1"))["reached"], "dbt1 not measured")
        self.assertEqual(self.judge(Goal("x", "parse", "warm", "CPU seconds", 1, 1000))["reached"], "not measured")

    def test_growth(self):
        line = self.judge(Growth("x", "parse", "cold", "CPU seconds", 1.05, [1000, 10000]))
        self.assertAlmostEqual(line["number"], 1.176, 3)
        self.assertEqual(line["reached"], "not reached")


class Reports(unittest.TestCase):
    RESULT = {"date": "2026-01-02", "machine": {"cores": 2, "processor": "X", "memory GB": 4, "system": "Linux 6", "load before": 0.1},
              "versions": {"smelt": "0.1.0"}, "rows": Goals.ROWS + [{"scenario": "parse", "size": 1000, "tool": "dbt1", "case": "cold", "problem": "a|b"}],
              "goals": judged([Goal("the goal", "parse", "cold", "CPU seconds", 3, 1000)], Goals.ROWS)}

    def test_markdown_has_facts_goals_and_problems(self):
        text = report.as_markdown({**self.RESULT, "rows": [r for r in self.RESULT["rows"] if "problem" in r]})
        self.assertIn("2 cores of an X, 4 GB", text)
        self.assertIn("| parse | the goal | 3 | 2 seconds | reached |", text)
        self.assertIn("| cold | 1,000 | dbt1 | a\\|b |  |  |  |", text)

    def test_text_is_aligned(self):
        lines = report.as_text(self.RESULT).splitlines()
        self.assertTrue(lines[1].startswith("parse"))
        self.assertIn("the goal", lines[-1])

    def test_a_later_result_counts(self):
        later = {**self.RESULT, "rows": [row("smelt", "cold", 5)]}
        rows = report.merged([self.RESULT, later], [])["rows"]
        self.assertEqual([r["median"] for r in rows if (r["tool"], r["case"], r["size"]) == ("smelt", "cold", 1000)], [5])
        self.assertEqual(len(rows), 5)

    def test_numbers(self):
        self.assertEqual([report.number(value) for value in (0.00123, 0.5, 1.234, 123.4, 1234567, 3)], ["0.00123", "0.5", "1.23", "123", "1,234,567", "3"])


class Bounds(unittest.TestCase):
    def test_more_than_the_bound_fails(self):
        lines, is_good = counts.held({"a": 11, "b": 1}, {"a": 10, "b": 10})
        self.assertFalse(is_good)
        self.assertTrue(lines[0].endswith("TOO MUCH"))
        self.assertIn("far below", lines[1])
        self.assertTrue(counts.held({"a": 10}, {"a": 10})[1])
        self.assertFalse(counts.held({"new": 1}, {})[1])

    def test_cost_and_growth(self):
        self.assertEqual(counts.a_unit([100, 400], (10, 40)), 10)
        self.assertAlmostEqual(counts.growth([5, 105, 405], (0, 100, 400)), 1)
        self.assertAlmostEqual(counts.growth([5, 105, 1605], (0, 100, 400)), 2)

    def test_margins(self):
        self.assertEqual(counts.bound_for("parse: exponent of growth of bytes allocated", 1.0), 1.04)
        self.assertEqual(counts.bound_for("demo: peak MB", 40.0), 50.0)
        self.assertEqual(counts.bound_for("parse: allocations a model", 10000), 12000)


class Order(unittest.TestCase):
    def test_a_node_is_behind_what_it_reads(self):
        nodes = {name: {"name": name, "depends_on": {"nodes": reads}} for name, reads in
                 {"c": ["b", "a"], "b": ["a", "elsewhere"], "d": ["c"], "a": []}.items()}
        self.assertEqual([node["name"] for node in sql_script.in_order(nodes)], ["a", "b", "c", "d"])


if __name__ == "__main__":
    unittest.main()
