"""Compares what the packages keep in the database with the manifest and the results: check.py MANIFEST COUNTS."""

import json
import re
import sys
from pathlib import Path

manifest = json.loads(Path(sys.argv[1]).read_text())
counts = dict(re.findall(r'"name": "(\w+)",\s*"number": (\d+)', Path(sys.argv[2]).read_text()))
number = {name: int(count) for name, count in counts.items()}


def nodes(kind: str) -> int:
    return sum(node["resource_type"] == kind for node in manifest["nodes"].values())


assert number["dbt_models"] == nodes("model"), number
assert number["dbt_tests"] == nodes("test"), number
assert number["dbt_invocations"] == 1, number
assert number["dbt_run_results"] >= nodes("model") + nodes("test"), number
assert number["stg_nodes"] > 0, number
print(", ".join(f"{name}: {count}" for name, count in sorted(number.items())))
