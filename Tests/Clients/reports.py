"""Reads the reports of a run of `smelt ci` as the programs do that they are made for, and holds them to their schemas.

reports.py FOLDER JUNIT_XSD [SARIF_SCHEMA]
"""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import junitparser
import xmlschema
from sarif import loader

folder, xsd = Path(sys.argv[1]), sys.argv[2]

# JUnit: the schema of Jenkins, which knows no file and line of a case; GitLab and GitHub's actions read these.
tree = ET.parse(folder / "junit.xml")
for case in tree.iter("testcase"):
    if "file" in case.attrib:
        assert int(case.attrib.pop("line")) >= 1
        del case.attrib["file"]
xmlschema.XMLSchema(xsd).validate(tree)
suites = junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))
names = [suite.name for suite in suites]
assert names[:2] == ["project", "check"] and {"models", "tests"} <= set(names), names
assert suites.failures == sum(suite.failures for suite in suites) >= 1, suites.failures
assert suites.tests == sum(len(list(suite)) for suite in suites)
print(f"junit.xml: {suites.tests} cases, {suites.failures} failures")

# SARIF: GitHub refuses results without a place, and places that are no relative paths.
log = json.loads((folder / "smelt.sarif").read_text())
if len(sys.argv) > 3:
    schema = json.loads(Path(sys.argv[3]).read_text())
    validator = jsonschema.validators.validator_for(schema)
    errors = list(validator(schema).iter_errors(log))
    assert not errors, [(error.json_path, error.message) for error in errors]
else:
    print("smelt.sarif: not held to its schema, which SMELT_SARIF_SCHEMA may name")
rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
for result in log["runs"][0]["results"]:
    assert rules[result["ruleIndex"]] == result["ruleId"]
    place = result["locations"][0]["physicalLocation"]
    assert not place["artifactLocation"]["uri"].startswith(("/", "..")), place
    assert result["partialFingerprints"]
records = loader.load_sarif_file(str(folder / "smelt.sarif")).get_records()
assert any(record["Severity"] == "error" for record in records), records
print(f"smelt.sarif: {len(records)} findings")

# GitLab's code quality: these keys, and no two entries of one fingerprint.
entries = json.loads((folder / "codequality.json").read_text())
for entry in entries:
    assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}, entry
    assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert entry["location"]["lines"]["begin"] >= 1
assert len({entry["fingerprint"] for entry in entries}) == len(entries)
print(f"codequality.json: {len(entries)} findings")
