"""The files of the generated project that are no SQL: settings, profiles, properties, documentation, seeds."""

STATES = ["draft", "open", "paid", "closed"]
REGIONS = ["north", "south", "east", "west", "centre", "abroad"]
MODELS_PER_FILE = 40

PROJECT = """name: bench
version: "1.0.0"
config-version: 2
profile: bench
model-paths: [models]
seed-paths: [seeds]
test-paths: [tests]
macro-paths: [macros]
snapshot-paths: [snapshots]
analysis-paths: [analyses]
flags:
  send_anonymous_usage_stats: false
vars:
  since: "2024-01-01"
  states: [draft, open, paid, closed]
  share: 0.25
models:
  bench:
    bronze: {+materialized: view}
    silver: {+materialized: view}
    gold: {+materialized: table}
seeds:
  bench:
    +quote_columns: false
    +column_types: {id: integer, parent_id: integer, code: text, state: text, region: text, amount_cents: integer, quantity: integer, happened_on: text}
"""

# One folder an adapter: a program that does not know an adapter need not read its output.
PROFILES = {
    "sqlite": """bench:
  target: dev
  outputs:
    dev:
      type: sqlite
      threads: 4
      database: database
      schema: main
      schemas_and_paths: {main: bench.db}
      schema_directory: .
""",
    "postgres": """bench:
  target: dev
  outputs:
    dev:
      type: postgres
      threads: 4
      host: 127.0.0.1
      port: "{{ env_var('BENCH_PORT', '5432') | as_number }}"
      user: bench
      password: bench
      dbname: bench
      schema: "{{ env_var('BENCH_SCHEMA', 'bench') }}"
""",
}

DOCS = """{% docs key %}
The key of the row. It is **unique** and never empty; other models join on it.
{% enddocs %}

{% docs amount %}
What it is worth, in euros, with two digits. Refunds are taken off. See `quantity` for the pieces.
{% enddocs %}

{% docs state %}
Where it stands: one of `draft`, `open`, `paid`, `closed`.
{% enddocs %}
"""


def all_files(made, sources, rows, dice):
    """Every such file: path → text."""
    files = {"dbt_project.yml": PROJECT, "models/texts.md": DOCS}
    files.update({f"profiles/{adapter}/profiles.yml": text for adapter, text in PROFILES.items()})
    files.update({f"seeds/{seed.domain}/{seed.name}.csv": table(rows, dice) for seed in sources})
    files["models/bronze/_sources.yml"] = source_properties(sources)
    groups = {}
    for model in made:
        groups.setdefault((model.layer, model.domain), []).append(model)
    for (layer, domain), group in groups.items():
        for start in range(0, len(group), MODELS_PER_FILE):
            texts = [properties(model, dice) for model in group[start:start + MODELS_PER_FILE]]
            files[f"models/{layer}/{domain}/_{layer}_{domain}_{start // MODELS_PER_FILE}.yml"] = "version: 2\n\nmodels:\n" + "\n".join(texts)
    shown = [model for model in made if model.layer == "gold"][::50]
    if shown:
        files["models/gold/_exposures.yml"] = "version: 2\n\nexposures:\n" + "\n".join(exposure(model) for model in shown)
    return files


def table(rows, dice):
    """The text of a seed."""
    lines = ["id,parent_id,code,state,region,amount_cents,quantity,happened_on"]
    for number in range(1, rows + 1):
        lines.append(f"{number},{1 + dice.below(rows)},{dice.pick('ABCDEFGH')}-{dice.below(100000):05d},{dice.pick(STATES)},{dice.pick(REGIONS)},"
                     f"{100 + dice.below(999900)},{1 + dice.below(40)},2024-{1 + dice.below(12):02d}-{1 + dice.below(28):02d}")
    return "\n".join(lines) + "\n"


def source_properties(sources):
    """The sources: the seeds' tables, by domain."""
    text = "version: 2\n\nsources:\n"
    for domain in sorted({seed.domain for seed in sources}):
        text += f"  - name: {domain}\n    schema: \"{{{{ target.schema }}}}\"\n    description: What the {domain} system delivers every night.\n    tables:\n"
        for seed in sources:
            if seed.domain == domain:
                text += f"      - name: {seed.name}\n        description: One row a {seed.thing}, as delivered.\n"
    return text


def properties(model, dice):
    """The properties of a model: descriptions, types, about three tests; none of an ephemeral one, whose tests not every peer can run."""
    tests = model.materialized != "ephemeral"
    reads = len(model.reads)
    lines = [f"  - name: {model.name}", "    description: >",
             f"      A {model.layer} model of the {model.domain} domain ({model.form}); it reads {reads} other{'s' if reads > 1 else ''}.",
             "    columns:", f"      - name: {model.key}", "        description: '{{ doc(\"key\") }}'"]
    if tests:
        lines += ["        data_tests:", "          - unique", "          - not_null"]
        if model.layer != "bronze" and model.form == "row" and model.reads[0].materialized != "ephemeral" and dice.below(3) == 0:
            lines += ["          - relationships:", "              arguments:", f"                to: ref('{model.reads[0].name}')",
                      f"                field: {model.reads[0].key}"]
    lines += ["      - name: parent_id", "        description: The row it belongs to.",
              "      - name: state", "        description: '{{ doc(\"state\") }}'"]
    if tests and dice.below(3) == 0:
        lines += ["        data_tests:", "          - accepted_values:", "              arguments:",
                  "                values: [draft, open, paid, closed]"]
    lines += ["      - name: amount", "        description: '{{ doc(\"amount\") }}'"]
    if tests and dice.below(3) == 0:
        lines += ["        data_tests:", "          - at_least_zero:", "              config:", "                severity: warn"]
    lines += ["      - name: code", "        description: The code of the delivering system, upper case.",
              "      - name: region", "        description: The region, lower case.",
              "      - name: quantity", "        description: How many pieces.",
              "      - name: happened_on", "        description: The day it happened, as ISO text.", ""]
    return "\n".join(lines)


def exposure(model):
    """A dashboard over a model."""
    return (f"  - name: board_{model.name}\n    type: dashboard\n    owner: {{name: Ann, email: ann@example.com}}\n"
            f"    depends_on: [\"ref('{model.name}')\"]\n    description: What the {model.domain} people look at on Mondays.\n")
