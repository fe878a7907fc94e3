"""The SQL of a whole build as one file for the engine's own shell: `sql_script.py PROJECT sqlite|postgres FILE`.

The project is compiled already; its manifest tells the SQL of every node. Seeds are loaded by the shell, models become tables and views, a test
counts its failing rows, a snapshot is a table.
"""

import json
import pathlib
import sys

TYPES = {"id": "integer", "parent_id": "integer", "code": "text", "state": "text", "region": "text", "amount_cents": "integer",
         "quantity": "integer", "happened_on": "text"}


def in_order(nodes):
    """The nodes, each behind what it depends on."""
    done, order = set(), []
    for first in nodes:
        stack = [(first, iter(nodes[first]["depends_on"].get("nodes", [])))]
        while stack:
            name, rest = stack[-1]
            parent = next((other for other in rest if other in nodes and other not in done), None)
            if parent and name not in done:
                stack.append((parent, iter(nodes[parent]["depends_on"].get("nodes", []))))
                continue
            stack.pop()
            if name not in done:
                done.add(name)
                order.append(nodes[name])
    return order


def statement(node, project, adapter):
    """What builds or tests a node; None for what leaves nothing."""
    relation, sql, kind = node.get("relation_name") or "", node.get("compiled_code") or "", node["resource_type"]
    if kind == "seed":
        path = project / node["original_file_path"]
        columns = ", ".join(f"{name} {TYPES[name]}" for name in TYPES)
        load = f".import --csv --skip 1 '{path}' {node['alias']}" if adapter == "sqlite" else f"\\copy {relation.split('.', 1)[1]} from '{path}' csv header"
        return f"create table {relation} ({columns});\n{load}"
    if kind == "model" and node["config"]["materialized"] != "ephemeral":
        return f"create {'view' if node['config']['materialized'] == 'view' else 'table'} {relation} as\n{sql};"
    if kind == "snapshot":
        return f"create table {relation} as\n{sql};"
    return f"select count(*) from (\n{sql}\n) as failing;" if kind == "test" else None


def main(project, adapter, place):
    manifest = json.loads((project / "target" / "manifest.json").read_bytes())
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] in ("seed", "model", "snapshot", "test")}
    lines = [f"create schema {node['schema']};" for node in list(nodes.values())[:1] if adapter == "postgres"]
    lines += filter(None, (statement(node, project, adapter) for node in in_order(nodes)))
    place.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]))
