"""Checks what dbt-coverage made of the artifacts: it has to know the relations with their columns, and find what is documented and tested.

It knows models by name, so of the versions of a model it keeps one, under the name without a version.
"""

import json
import sys
from pathlib import Path

catalog = json.loads((Path(sys.argv[1]) / "catalog.json").read_text())
relations = {**catalog["nodes"], **catalog["sources"]}.values()
columns = {f"{each['metadata']['schema']}.{each['metadata']['name']}".lower(): len(each["columns"]) for each in relations}
for path in sys.argv[2:]:
    report = json.loads(Path(path).read_text())
    known = [table for table in report["tables"] if table["name"].lower() in columns]
    assert len(known) > 20, f"{len(known)} relations"
    for table in known:
        assert table["total"] == columns[table["name"].lower()], table["name"]
    assert 0 < report["covered"] < report["total"], report["covered"]
    print(f"{report['cov_type']}: {report['covered']} of {report['total']} columns")
