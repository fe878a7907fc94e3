"""Checks what dbt-coverage made of the artifacts: it has to know every relation with its columns, and find what is documented and tested."""

import json
import sys
from pathlib import Path

catalog = json.loads((Path(sys.argv[1]) / "catalog.json").read_text())
relations = {**catalog["nodes"], **catalog["sources"]}
columns = sum(len(relation["columns"]) for relation in relations.values())
for path in sys.argv[2:]:
    report = json.loads(Path(path).read_text())
    assert report["total"] == columns, f"{report['total']} columns, {columns} are in the catalog"
    assert 0 < report["covered"] < report["total"], report["covered"]
    print(f"{report['cov_type']}: {report['covered']} of {report['total']} columns")
