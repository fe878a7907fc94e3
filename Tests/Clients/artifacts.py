"""Reads every artifact with the strict models of dbt-artifacts-parser, and compares what they hold with the JSON itself."""

import json
import sys
from pathlib import Path

from dbt_artifacts_parser import parser

folder = Path(sys.argv[1])
readers = {
    "manifest": parser.parse_manifest_v12,
    "run_results": parser.parse_run_results_v6,
    "catalog": parser.parse_catalog_v1,
}
plain = {name: json.loads((folder / f"{name}.json").read_text()) for name in readers}
read = {name: reader(plain[name]) for name, reader in readers.items()}

manifest = read["manifest"]
for section in ["nodes", "sources", "macros", "docs", "exposures", "groups", "unit_tests", "metrics", "semantic_models", "saved_queries"]:
    wanted = plain["manifest"][section]
    assert wanted, f"the project has no {section}"
    assert getattr(manifest, section).keys() == wanted.keys(), section
kinds = {node.resource_type for node in manifest.nodes.values()}
assert {"model", "seed", "snapshot", "test"} <= kinds, kinds

results = read["run_results"].results
assert {str(getattr(result.status, "value", result.status)) for result in results} <= {"success", "pass", "warn", "no-op"}
assert any(result.unique_id.startswith("unit_test.") for result in results)
assert read["catalog"].nodes.keys() <= manifest.nodes.keys()
print(f"{len(manifest.nodes)} nodes, {len(results)} results, {len(read['catalog'].nodes)} relations were read")
