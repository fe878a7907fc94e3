"""The documentation site: how long it takes to write, how large it is, how soon it can be read."""

import shutil
import sys

from benchmarks.chromium import Chromium
from benchmarks.goals import Goal
from benchmarks.measure import Case
from benchmarks.workspace import artifact_check, tool_case

SIZES = [1000, 5000]
PEER_SIZES = [1000]

LAYERS = """layers:
  bronze: {paths: [models/bronze], reads: [source, seed]}
  silver: {paths: [models/silver, snapshots], reads: [bronze, silver]}
  gold: {paths: [models/gold], reads: [bronze, silver, gold]}
"""

GOALS = [
    Goal("1,000 models: CPU of dbt-core 1.12", "docs", "docs generate", "CPU seconds", 1 / 20, 1000, of="dbt1"),
    Goal("1,000 models: time of dbt-core 1.12", "docs", "docs generate", "seconds", 1 / 20, 1000, of="dbt1"),
]


def cases(workspace, size):
    """The project is built once on SQLite; then the site is written and opened again and again."""
    smelt = workspace.smelt
    folder = workspace.project(smelt, size, name="docs")
    (folder / "smelt.yml").write_text(LAYERS)
    print("    building the project", file=sys.stderr, flush=True)
    smelt.run(folder, "build", "sqlite")
    page = folder / "target" / "index.html"

    def generate(name, *flags):
        def run():
            found = smelt.run(folder, "docs generate", "sqlite", *flags)
            return {**found, "index.html MB": page.stat().st_size / 1e6}
        return Case(name, run)

    made = [generate("docs generate"), generate("docs generate --no-compile --empty-catalog", "--no-compile", "--empty-catalog")]
    for peer in workspace.tools(*(["dbt1"] if size in PEER_SIZES else []))[1:]:
        own = workspace.project(peer, size, name="docs")
        shutil.copy(folder / "bench.db", own / "bench.db")
        made.append(tool_case(workspace, peer, "docs generate", own, "docs generate", "sqlite", check=artifact_check(own, "catalog", size // 2)))
    chromium = workspace.chromium or shutil.which("chromium")
    if chromium:
        made.append(Case("page in Chromium", lambda: visit(chromium, page)))
    else:
        print("    no Chromium: the page is not opened", file=sys.stderr)
    return made


def visit(chromium, page):
    """Opens the page in a fresh browser and uses it. Times are in milliseconds. `ready` is from the start of the navigation until the overview is
    painted and the page answers; `shown` from a key or click until what was asked for is painted."""
    with Chromium(chromium) as browser:
        browser.page()
        found = {}
        browser.send("Page.navigate", url=page.as_uri())
        browser.wait("window.readyAt")
        found["ready ms"] = browser.evaluate("readyAt")
        found["longest task while loading ms"] = longest(browser, "task => task[0] < readyAt")
        for name, act in (("idle", idle), ("search", search), ("lineage", lineage), ("lineage moved", move), ("node", node)):
            start = browser.evaluate("performance.now()")
            took = act(browser)
            if took is not None:
                found[f"{name}: shown ms"] = took
            browser.evaluate("new Promise(done => setTimeout(done, 300))")
            found[f"{name}: longest task ms"] = longest(browser, f"task => task[0] >= {start}")
        return found


def longest(browser, condition):
    return browser.evaluate(f"Math.max(0, ...longTasks.filter({condition}).map(task => task[1]))")


def idle(browser):
    browser.evaluate("new Promise(done => setTimeout(done, 3000))")


def search(browser):
    """Types a name that lacks a letter: how long after the last key a result is there."""
    name = browser.evaluate("smelt.heads.findLast(head => head.type === 'model').name")
    typed = name[:9] + name[10:]
    browser.key("/")
    for letter in typed[:-1]:
        browser.key(letter)
        browser.evaluate("new Promise(done => setTimeout(done, 60))")
    start = browser.evaluate("performance.now()")
    browser.key(typed[-1])
    browser.wait("document.querySelector('[role=option]') !== null")
    return browser.evaluate("performance.now()") - start


def lineage(browser):
    """Opens the whole lineage."""
    browser.evaluate("document.activeElement.blur(); location.hash = '#/lineage'; window.askedAt = performance.now()")
    browser.wait("document.querySelector('main canvas')?.width > 0")
    return browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - askedAt))))")


def move(browser):
    """Drags the whole lineage about, zooms in and out."""
    x, y = browser.evaluate("(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector('main canvas').getBoundingClientRect())")
    browser.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
    for step in range(40):
        browser.mouse("mouseMoved", x - 5 * step, y - 3 * step, button="left", buttons=1)
    browser.mouse("mouseReleased", x - 200, y - 120, button="left", clickCount=1)
    for step in range(24):
        browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-120 if step < 12 else 120)


def node(browser):
    """Opens the page of a gold model."""
    browser.evaluate("""{
        const models = smelt.heads.filter(head => head.type === "model");
        const head = models.find(head => head.layer === "gold") ?? models[0];
        window.wanted = head.name; window.askedAt = performance.now(); location.hash = "#/node/" + encodeURIComponent(head.id);
    }""")
    browser.wait("document.querySelector('main h1')?.textContent.includes(wanted)")
    return browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - askedAt))))")
