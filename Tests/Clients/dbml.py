"""dbml.py FILE CATALOG: pydbml reads the tables of the demo, and finds in them what the catalog says."""

import json
import sys
from pathlib import Path

from pydbml import PyDBML

database = PyDBML(Path(sys.argv[1]))
catalog = json.loads(Path(sys.argv[2]).read_text())
tables = {table.name: table for table in database.tables}

for id, table in catalog["nodes"].items():
    # Failing rows that a test has kept are no tables of the project.
    if id.startswith("test."):
        continue
    columns = [column["name"] for column in table["columns"].values()]
    found = [column.name for column in tables[table["metadata"]["name"]].columns]
    assert found[: len(columns)] == columns, (table["metadata"]["name"], found, columns)

assert tables["dim_customer"].columns[0].pk
assert tables["dim_customer"].note.text == "Customers, what they spent, and their tier."
assert [index.pk for index in tables["silver_order_items"].indexes] == [True]
ends = {(ref.col1[0].table.name, ref.type, ref.col2[0].table.name) for ref in database.refs}
assert ("fct_order_lines", ">", "dim_product") in ends, ends
print(f"dbml {len(tables)} tables {len(database.refs)} references")
