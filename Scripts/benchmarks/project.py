#!/usr/bin/env python3
"""Writes a dbt project of any size: seeds, sources over them, bronze, silver and gold models, tests, snapshots, exposures.

    Scripts/benchmarks/project.py FOLDER --models 1000

The same arguments give the same bytes on every machine. It is what warehouses look like: four tenths of the models are bronze, three silver, three
gold; a model above bronze reads one to four others, the longest way is six steps. The SQL is a chain of common table expressions that calls
macros, variables and the environment; about every model has three tests. It builds unchanged with smelt and dbt, on SQLite and on Postgres.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True

from benchmarks import project_files, project_sql  # noqa: E402
from benchmarks.dice import Dice  # noqa: E402

DOMAINS = ["sales", "billing", "shop", "stock", "people", "support", "fleet", "press", "labs", "field", "energy", "care"]
THINGS = ["order", "payment", "customer", "invoice", "shipment", "product", "refund", "session", "visit", "contract", "claim", "ticket"]
TOPICS = ["usage", "growth", "balance", "demand", "quality", "margin", "backlog", "cover", "turnover", "activity", "reach", "loss"]
# Steps of the longest way: bronze is 1, silver 2 to 4, gold 5 and 6.
SILVER, GOLD = (2, 3, 4), (5, 6)


class Model:
    """One model: its name, its layer and domain, how it is materialized, which form its SQL has, what it reads."""

    def __init__(self, name, layer, domain, step):
        self.name, self.layer, self.domain, self.step = name, layer, domain, step
        self.reads, self.materialized, self.form = [], "view", "row"

    @property
    def key(self):
        return f"{self.name}_id"


class Seed:
    """A CSV file, which also is the table of a source."""

    def __init__(self, number):
        self.domain = DOMAINS[number % len(DOMAINS)]
        self.thing = THINGS[(number + number // len(DOMAINS)) % len(THINGS)]
        self.name = f"raw_{self.domain}_{self.thing}_{number:03d}"
        self.key = "id"


def seeds(count):
    """The seeds of a project of `count` models: one for 40 models, at least 8."""
    return [Seed(number) for number in range(max(8, min(144, count // 40)))]


def models(count, sources, dice, ephemeral):
    """All models, what is read before its readers."""
    bronze, silver = count * 4 // 10, count * 3 // 10
    made, by_step = [], {step: [] for step in range(1, 7)}
    for number in range(count):
        domain = DOMAINS[dice.below(len(DOMAINS))]
        if number < bronze or count < 3:
            model = Model(f"stg_{domain}_{dice.pick(THINGS)}_{number:05d}", "bronze", domain, 1)
            model.reads = [sources[number % len(sources)]]
        elif number < bronze + silver:
            step = SILVER[(number - bronze) * len(SILVER) // silver]
            model = Model(f"int_{domain}_{dice.pick(TOPICS)}_{number:05d}", "silver", domain, step)
        else:
            step = GOLD[(number - bronze - silver) * len(GOLD) // (count - bronze - silver)]
            model = Model(f"{dice.pick(['fct', 'dim', 'rpt'])}_{domain}_{dice.pick(TOPICS)}_{number:05d}", "gold", domain, step)
        if not model.reads:
            shape(model, by_step, dice, ephemeral)
        made.append(model)
        by_step[model.step].append(model)
    return made


def shape(model, by_step, dice, ephemeral):
    """Gives a model above bronze what it reads, its form and how it is materialized."""
    below = next(by_step[step] for step in range(model.step - 1, 0, -1) if by_step[step])
    older = [other for step in range(1, model.step) for other in by_step[step][-200:]]
    model.reads = list(dict.fromkeys([dice.pick(below)] + [dice.pick(older) for _ in range(dice.below(4))]))
    roll = dice.below(100)
    if model.layer == "gold":
        model.form = "sum" if roll < 35 else "row"
        model.materialized = "incremental" if roll >= 88 else "table"
    else:
        model.materialized = "incremental" if roll < 8 else "table" if roll < 22 else "ephemeral" if ephemeral and roll < 32 else "view"


def write(folder, count, rows=100, ephemeral=True):
    """Writes the project of `count` models with `rows` rows a seed into a folder; without ephemeral models where those are not wanted. Gives the
    models."""
    dice, sources = Dice(count), seeds(count)
    made = models(count, sources, dice, ephemeral)
    files = {f"models/{model.layer}/{model.domain}/{model.name}.sql": project_sql.model(model, dice) for model in made}
    files.update(project_sql.others(made, sources))
    files.update(project_files.all_files(made, sources, rows, dice))
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where to write it")
    parser.add_argument("--models", type=int, default=100, metavar="N", help="how many models (100)")
    parser.add_argument("--rows", type=int, default=100, metavar="N", help="rows of each seed (100)")
    parser.add_argument("--no-ephemeral", action="store_true", help="views in place of ephemeral models")
    asked = parser.parse_args()
    if asked.models < 1 or asked.rows < 1:
        parser.error("--models and --rows need at least 1")
    write(asked.folder, asked.models, asked.rows, not asked.no_ephemeral)


if __name__ == "__main__":
    main()
