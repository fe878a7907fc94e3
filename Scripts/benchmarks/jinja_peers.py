"""Times Jinja2 or minijinja as `JinjaBench` times smelt's engine, with the same arguments and the same line of output.

Run by a Python that has the engine: jinja_peers.py Jinja2|minijinja FOLDER --only NAME [--seconds S | --print NAME]
"""

import argparse
import json
import pathlib
import time

HELPERS = {
    "ref": lambda *names: f'"db"."analytics"."{names[-1]}"',
    "source": lambda source, table: f'"raw"."{source}"."{table}"',
    "config": lambda *_, **__: "",
    "var": lambda name, default=None: default,
    "inc": True,
}


class Jinja2:
    """Jinja2 as dbt sets it up."""

    def __init__(self):
        import jinja2.sandbox
        self.environment = jinja2.sandbox.SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], cache_size=0)

    def compile(self, sources):
        return [self.environment.from_string(source) for source in sources]

    def render(self, templates, context):
        return [template.render(context) for template in templates]


class MiniJinja:
    """minijinja, with all templates in one environment."""

    def compile(self, sources):
        import minijinja
        environment = minijinja.Environment()
        for number, source in enumerate(sources):
            environment.add_template(str(number), source)
        return environment, len(sources)

    def render(self, templates, context):
        environment, count = templates
        return [environment.render_template(str(number), **context) for number in range(count)]


def benchmark(folder, name):
    """The sources of a benchmark and their context."""
    given = json.loads((folder / f"{name}.json").read_text())
    if name != "models":
        return [(folder / f"{name}.jinja").read_text()], given
    return [model.replace("__N__", str(number)) for number in range(given["copies"]) for model in given["models"]], {**given["context"], **HELPERS}


def least(seconds, body):
    """The least processor time of a run, in milliseconds."""
    best, runs, end = float("inf"), 0, time.process_time() + seconds
    while runs < 3 or time.process_time() < end:
        start = time.process_time()
        body()
        best = min(best, time.process_time() - start)
        runs += 1
    return best * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["Jinja2", "minijinja"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only")
    parser.add_argument("--print", dest="prints")
    parser.add_argument("--seconds", type=float, default=2)
    asked = parser.parse_args()
    name = asked.prints or asked.only
    engine = {"Jinja2": Jinja2, "minijinja": MiniJinja}[asked.engine]()
    sources, context = benchmark(asked.folder, name)
    templates = engine.compile(sources)
    rendered = engine.render(templates, context)
    if asked.prints:
        print("".join(rendered), end="")
        return
    compiling = least(asked.seconds, lambda: engine.compile(sources))
    rendering = least(asked.seconds, lambda: engine.render(templates, context))
    print(name, len(sources), sum(len(text.encode()) for text in rendered), compiling, rendering)


main()
