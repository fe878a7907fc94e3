"""Runs, repeats, growth."""

import sys
import tempfile
import unittest

from benchmarks import measure


class Growth(unittest.TestCase):
    def test_is_the_power_of_the_size(self):
        self.assertAlmostEqual(measure.exponent([(10, 3), (100, 30), (1000, 300)]), 1)
        self.assertAlmostEqual(measure.exponent([(10, 5), (100, 500)]), 2)

    def test_needs_two_sizes(self):
        self.assertIsNone(measure.exponent([(10, 3)]))
        self.assertIsNone(measure.exponent([(10, 3), (10, 4)]))
        self.assertIsNone(measure.exponent([(0, 1), (10, 3)]))


class Programs(unittest.TestCase):
    def python(self, text, **more):
        with tempfile.TemporaryDirectory() as folder:
            return measure.program([sys.executable, "-c", text], folder, **more)

    def test_counts_what_a_process_and_its_children_use(self):
        alone = self.python("sum(range(3_000_000))")
        twice = self.python("import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(30_000_000))'], check=True)")
        self.assertGreater(twice["CPU seconds"], 2 * alone["CPU seconds"])

    def test_tells_the_most_memory(self):
        self.assertGreater(self.python("b = bytearray(200 << 20)")["peak MB"], 200)

    def test_fails_with_the_last_words(self):
        with self.assertRaisesRegex(measure.Failed, "exit code 3: error: no luck"):
            self.python("import sys; print('before'); print('error: no luck'); print('after'); sys.exit(3)")

    def test_gives_up_what_is_late(self):
        with self.assertRaisesRegex(measure.Failed, "stopped after 0.2 s"):
            self.python("import time; time.sleep(60)", timeout=0.2)


class Turns(unittest.TestCase):
    def case(self, name, values, **more):
        left, log = iter(values), self.log
        return measure.Case(name, lambda: log.append(name) or {"seconds": next(left), "CPU seconds": 1}, **more)

    def setUp(self):
        self.log = []

    def test_cases_take_turns_and_the_first_does_not_count(self):
        rows = measure.interleaved([self.case("a", [9, 1, 2, 3]), self.case("b", [9, 4, 4, 4])], 3)
        self.assertEqual(self.log, ["a", "b"] * 4)
        found = {(row["case"], row["measured"]): row for row in rows}
        self.assertEqual((found["a", "seconds"]["median"], found["a", "seconds"]["least"], found["a", "seconds"]["most"]), (2, 1, 3))
        self.assertEqual(found["a", "seconds"]["repeats"], 3)

    def test_a_long_first_run_stays_alone_and_counts(self):
        rows = measure.interleaved([self.case("slow", [100])], 3)
        self.assertEqual(rows[0]["median"], 100)
        self.assertEqual(rows[0]["repeats"], 1)

    def test_a_wrong_result_has_no_number(self):
        rows = measure.interleaved([self.case("a", [1, 1], check=lambda: "nothing there"), self.case("b", [1, 1])], 1)
        self.assertEqual([row for row in rows if row["case"] == "a"], [{"tool": "smelt", "case": "a", "problem": "wrong result: nothing there"}])
        self.assertTrue(any(row["case"] == "b" and row["repeats"] == 1 for row in rows))


if __name__ == "__main__":
    unittest.main()
