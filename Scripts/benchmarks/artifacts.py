"""Counts what a run left in its target folder, in a process of its own: `artifacts.py models|results|catalog|compiled TARGET`."""

import json
import pathlib
import sys


def models(target):
    nodes = json.loads((target / "manifest.json").read_bytes())["nodes"].values()
    return sum(node["resource_type"] == "model" for node in nodes)


def results(target):
    found = [result["status"] for result in json.loads((target / "run_results.json").read_bytes())["results"]]
    # dbt v2 says that it skips ephemeral models; other skips come with a failure.
    wrong = [status for status in found if status in ("error", "fail", "runtime error")]
    if wrong:
        sys.exit(f"{len(wrong)} of {len(found)} failed")
    return len(found)


def catalog(target):
    return len(json.loads((target / "catalog.json").read_bytes())["nodes"])


def compiled(target):
    return sum(1 for place in (target / "compiled").rglob("*.sql") if "models" in place.parts and place.is_file())


if __name__ == "__main__":
    print({"models": models, "results": results, "catalog": catalog, "compiled": compiled}[sys.argv[1]](pathlib.Path(sys.argv[2])))
