"""A project of any size: sources and seeds, bronze models over them, steps of silver models, gold models on top.

The same number of models gives the same bytes on every machine. A third of the models are bronze, half silver, the rest gold; they are cut into
areas of a hundred models, as teams would, and a few models read over the border. Every model has a description, typed and described columns, and
tests: a key, and on some columns accepted values or a relationship.
"""

import sqlite3

from benchmarks.dice import Dice

AREA = 100
SILVER_STEPS = 5
SOURCE_ROWS = 20
NOUNS = ["order", "payment", "customer", "invoice", "shipment", "product", "refund", "session", "visit", "contract", "claim", "ticket",
         "booking", "supplier", "stock", "price", "budget", "campaign", "lead", "meter"]
STATES = ["draft", "open", "paid", "closed"]
COLUMNS = [
    ("state", "text", "Where it stands, one of `draft`, `open`, `paid`, `closed`."),
    ("amount_cents", "integer", "What it is worth, in cents, refunds taken off."),
    ("quantity", "integer", "How many pieces."),
    ("region", "text", "The sales region, as the address says it."),
    ("created_on", "date", "The day it came in, UTC."),
    ("owner_name", "text", "Who looks after it."),
    ("note", "text", "What a person wrote about it. Free text, mostly empty."),
]

PROJECT = """name: big
version: "1.0.0"
config-version: 2
profile: big
model-paths: [models]
seed-paths: [seeds]
macro-paths: [macros]
models:
  big:
    bronze: {+materialized: view, +tags: [bronze]}
    silver: {+materialized: table, +tags: [silver]}
    gold: {+materialized: table, +tags: [gold, daily]}
"""

PROFILE = """big:
  target: sqlite
  outputs:
    sqlite:
      type: sqlite
      threads: 1
      database: main
      schema: main
      schemas_and_paths: {main: target/big.db}
      schema_directory: target
"""

LAYERS = """layers:
  bronze: {paths: [models/bronze], reads: [source, seed]}
  silver: {paths: [models/silver], reads: [bronze, silver]}
  gold: {paths: [models/gold], reads: [silver, gold]}
"""

MACROS = """{% macro cents(column) %}round({{ column }} / 100.0, 2){% endmacro %}

{% macro known_state(column) %}case when {{ column }} in ('draft', 'open', 'paid', 'closed') then {{ column }} end{% endmacro %}
"""

BRONZE = """-- One row a line of the export, typed, nothing left out.
select
    cast(id as integer) as {name}_id,
    {{{{ known_state('state') }}}} as state,
    cast(amount_cents as integer) as amount_cents,
    cast(quantity as integer) as quantity,
    trim(region) as region,
    date(created_on) as created_on,
    owner_name,
    nullif(trim(note), '') as note
from {{{{ {reads} }}}}
"""

GOLD = """{{{{ config(materialized='table') }}}}
with base as (
{base}
),

totals as (
    select
        state,
        region,
        sum(amount_cents) as amount_cents,
        sum(quantity) as quantity,
        max(created_on) as created_on,
        min(owner_name) as owner_name,
        min(note) as note
    from base
    group by state, region
)

select
    row_number() over (order by totals.state, totals.region) as {name}_id,
    totals.state,
    {{{{ cents('totals.amount_cents') }}}} as amount_cents,
    totals.quantity,
    totals.region,
    totals.created_on,
    totals.owner_name,
    totals.note
from totals
"""


class Model:
    """One model: its name, its layer, what it reads."""

    def __init__(self, name, layer, area, reads):
        self.name, self.layer, self.area, self.reads = name, layer, area, reads

    def sql(self):
        if self.layer == "bronze":
            return BRONZE.format(name=self.name, reads=self.reads[0])
        if self.layer == "silver":
            return self._silver()
        columns = ", ".join(column for column, _, _ in COLUMNS)
        base = "\n    union all\n".join(f"    select {columns} from {{{{ ref('{read}') }}}}" for read in self.reads)
        return GOLD.format(name=self.name, base=base)

    def _silver(self):
        first, others = self.reads[0], self.reads[1:]
        steps = [f"base as (\n    select * from {{{{ ref('{first}') }}}}\n)"]
        joins, quantity = "", "base.quantity"
        for number, other in enumerate(others, 1):
            steps.append(f"part_{number} as (\n    select {other}_id, quantity, amount_cents from {{{{ ref('{other}') }}}} where quantity > 0\n)")
            joins += f"\nleft join part_{number} on part_{number}.{other}_id = base.{first}_id"
            quantity += f" + coalesce(part_{number}.quantity, 0)"
        return ("with " + ",\n\n".join(steps) + f"\n\nselect\n    base.{first}_id as {self.name}_id,\n    base.state,\n    base.amount_cents,\n"
                f"    {quantity} as quantity,\n    upper(base.region) as region,\n    base.created_on,\n    base.owner_name,\n    base.note\n"
                f"from base{joins}\nwhere base.state is not null\n")

    def yaml(self, dice):
        noun = dice.pick(NOUNS)
        lines = [f"  - name: {self.name}",
                 f"    description: One row a {noun} of area {self.area}. Built from {len(self.reads)} inputs; see `{self.name}_id` for the key.",
                 f"    config: {{meta: {{owner: team-{self.area % 12}}}}}",
                 "    columns:",
                 f"      - name: {self.name}_id",
                 f"        description: The key of a {noun}.",
                 "        data_type: integer",
                 "        data_tests: [unique, not_null]"]
        for name, kind, description in COLUMNS:
            lines += [f"      - name: {name}", f"        description: {description}", f"        data_type: {kind}"]
            if name == "state" and dice.below(3) == 0:
                lines.append("        data_tests: [{accepted_values: {arguments: {values: [draft, open, paid, closed]}}}]")
        return "\n".join(lines)


def models(count):
    """All models, what is read before its readers."""
    dice, made = Dice(count), []
    for area in range((count + AREA - 1) // AREA):
        size = min(AREA, count - area * AREA)
        bronze_count, gold_count = max(size * 3 // 10, 1), size // 5
        names = {step: [] for step in range(SILVER_STEPS + 1)}  # 0 is bronze
        for number in range(size):
            layer = "bronze" if number < bronze_count else "gold" if number >= size - gold_count else "silver"
            name = f"{layer}_{NOUNS[number % len(NOUNS)]}_{area:03d}_{number:02d}"
            step = 0 if layer == "bronze" else 1 + (number - bronze_count) * SILVER_STEPS // (size - bronze_count - gold_count or 1)
            below = next((names[lower] for lower in range(min(step, SILVER_STEPS + 1) - 1, -1, -1) if names[lower]), [])
            if layer == "bronze":
                reads = [f"ref('raw_{area:03d}')" if number == 0 else f"source('raw', 'export_{area:03d}_{number:02d}')"]
            else:
                reads = dice.some(below, 1 + dice.below(3))
            if layer != "bronze" and area and dice.below(20) == 0:  # over the border
                reads = reads + [dice.pick([model.name for model in made if model.layer == "silver" and model.area == area - 1])]
            reads = list(dict.fromkeys(reads))
            made.append(Model(name, layer, area, reads))
            if layer != "gold":
                names[step].append(name)
    return made


def write(folder, count):
    """Writes the project of `count` models into a folder, and the tables of its sources into `target/big.db`."""
    made, dice = models(count), Dice(count + 1)
    files = {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE, "smelt.yml": LAYERS, "macros/columns.sql": MACROS,
             "models/overview.md": f"{{% docs __overview__ %}}\n# A project of {count} models\n\nIt is made up.\n{{% enddocs %}}\n"}
    header = "version: 2\nmodels:\n"
    blocks, sources = {}, []
    for model in made:
        place = f"models/{model.layer}/area_{model.area:03d}"
        files[f"{place}/{model.name}.sql"] = model.sql()
        blocks.setdefault(f"{place}/_models.yml", []).append(model.yaml(dice))
        sources += [read.split("'")[3] for read in model.reads if read.startswith("source")]
    files.update({path: header + "\n".join(parts) + "\n" for path, parts in blocks.items()})
    tables = "".join(f"      - name: {name}\n        description: An export of the shop system, as delivered.\n" for name in sources)
    if sources:
        files["models/bronze/_sources.yml"] = f"version: 2\nsources:\n  - name: raw\n    schema: main\n    description: Exports.\n    tables:\n{tables}"
    for area in sorted({model.area for model in made}):
        files[f"seeds/raw_{area:03d}.csv"] = "id,state,amount_cents,quantity,region,created_on,owner_name,note\n" + "".join(
            ",".join(map(str, row)) + "\n" for row in rows(dice))
    exposed = [model.name for model in made if model.layer == "gold"][::10]
    if exposed:
        files["models/gold/_exposures.yml"] = "version: 2\nexposures:\n" + "".join(
            f"  - name: report_{name}\n    type: dashboard\n    owner: {{name: Ann, email: ann@example.com}}\n    depends_on: [\"ref('{name}')\"]\n"
            for name in exposed)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    write_sources(folder / "target" / "big.db", sources, dice)
    return made


def rows(dice):
    """The rows of one export."""
    for number in range(1, SOURCE_ROWS + 1):
        yield (number, dice.pick(STATES), dice.below(100000), 1 + dice.below(9), dice.pick(["north", "south", "east", "west"]),
               f"2025-{1 + dice.below(12):02d}-{1 + dice.below(28):02d}", f"person {dice.below(50)}", "")


def write_sources(path, names, dice):
    """The tables that others load."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    for name in names:
        database.execute(f"create table {name} (id, state, amount_cents, quantity, region, created_on, owner_name, note)")
        database.executemany(f"insert into {name} values (?, ?, ?, ?, ?, ?, ?, ?)", rows(dice))
    database.commit()
    database.close()
