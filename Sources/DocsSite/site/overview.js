// The overview: layers as lanes, quality, the last run, what fails, and what the project says of itself.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const percent = (value) => (value === undefined ? "–" : value.toFixed(1).replace(/\.0$/, "") + "\u00a0%");

  const tally = (numbers) => {
    const counts = new Map([["bad", 0], ["warn", 0], ["skip", 0], ["good", 0], ["none", 0]]);
    for (const number of numbers) {
      const kind = smelt.health(smelt.heads[number]);
      counts.set(kind, counts.get(kind) + 1);
    }
    return counts;
  };

  const bar = (counts, total) => {
    const words = [...counts].filter(([, count]) => count > 0).map(([kind, count]) => count + " " + smelt.kindWord(kind)).join(", ");
    return element("div", {
      class: "bar", role: "img", "aria-label": words, title: words
    }, [...counts].filter(([, count]) => count > 0).map(([kind, count]) => {
      const part = element("span", { class: kind });
      part.style.setProperty("flex-grow", String(count / total));
      return part;
    }));
  };

  const lane = ({ title, numbers, href, one, many, layer, note }) => {
    const counts = tally(numbers);
    const worst = ["bad", "warn", "skip", "good"].find((kind) => counts.get(kind) > 0) ?? "none";
    const amount = counts.get(worst) === numbers.length ? "all" : smelt.count(counts.get(worst));
    const word = worst === "none" ? smelt.kindWord(worst) : amount + " " + smelt.kindWord(worst);
    return element("li", {}, element("a", { class: "lane", href, "data-layer": layer },
      element("span", { class: "lane-title" }, title),
      element("span", { class: "lane-count" }, element("strong", {}, smelt.count(numbers.length)), " ", numbers.length === 1 ? one : many),
      numbers.length > 0 && bar(counts, numbers.length),
      element("span", { class: "status " + worst }, smelt.shape(worst), word),
      note && element("span", { class: "lane-note" }, note)));
  };

  const lanes = () => {
    const all = [];
    const sources = [...smelt.ofType("source"), ...smelt.ofType("seed")];
    const only = smelt.ofType("source").length > 0 ? "source" : "seed";
    if (sources.length > 0) all.push(
      {
        title: smelt.ofType("source").length > 0 && smelt.ofType("seed").length > 0 ? "Sources and seeds" : smelt.typeName(only).many,
        numbers: sources, href: smelt.route("/list/" + only), one: "table", many: "tables"
      }
    );
    const layers = smelt.site.layers ?? [];
    for (const layer of layers) {
      const numbers = smelt.ofType("model").filter((number) => smelt.heads[number].layer === layer.name);
      const note = layer.score === undefined ? undefined : "tests " + percent(layer.coverage) + " · docs " + percent(layer.docs);
      all.push(
        { title: layer.name, layer: layer.name, numbers, href: smelt.route("/list/model", { layer: layer.name }), one: "model", many: "models", note }
      );
    }
    const rest = smelt.ofType("model").filter((number) => !smelt.heads[number].layer);
    if (rest.length > 0) all.push(
      { title: layers.length > 0 ? "other models" : "Models", numbers: rest, href: smelt.route("/list/model"), one: "model", many: "models" }
    );
    const exposures = smelt.ofType("exposure");
    if (exposures.length > 0) all.push(
      { title: "Exposures", numbers: exposures, href: smelt.route("/list/exposure"), one: "exposure", many: "exposures" }
    );
    return element("ol", { class: "lanes" }, all.map(lane));
  };

  const trend = (history) => {
    if ((history ?? []).length < 2) return undefined;
    const scores = history.map((each) => each.score);
    const low = Math.min(...scores);
    const high = Math.max(...scores);
    const x = (place) => 4 + (place * 232) / (scores.length - 1);
    const y = (score) => 44 - ((score - low) * 36) / (high - low || 1);
    const label = "Score over " + scores.length + " builds: from " + percent(scores[0]) + " to " + percent(scores.at(-1));
    return svg("svg", { class: "trend", viewBox: "0 0 240 52", role: "img", "aria-label": label }, svg("title", {}, label),
      svg("path", { class: "trend-area", d: "M4 52 L" + scores.map((score, place) => x(place) + " " + y(score)).join(" L") + " L236 52z" }),
      svg("polyline", { class: "trend-line", points: scores.map((score, place) => x(place) + "," + y(score)).join(" ") }),
      svg("circle", { class: "trend-point", cx: x(scores.length - 1), cy: y(scores.at(-1)), r: 3.2 }));
  };

  const parts = [
    ["models", "models tested"], ["columns", "columns tested"], ["keys", "keys tested"], ["edges", "references tested"],
    ["described_models", "models described"], ["described_columns", "columns described"]
  ];

  const meter = ([covered, total], label) => {
    const filled = element("span");
    filled.style.setProperty("width", (total > 0 ? (100 * covered) / total : 0) + "%");
    return element(
      "div", { class: "meter-row" }, element("span", { class: "meter", "aria-hidden": "true" }, filled),
      element("span", { class: "number" }, smelt.count(covered), " of ", smelt.count(total)), element("span", {}, label)
    );
  };

  const quality = () => {
    const { quality, quality_history: history } = smelt.site;
    if (!quality || quality.score === undefined) return undefined;
    return element("section", { class: "card", id: "quality" }, element("h2", {}, "Quality"),
      element("div", { class: "score" }, element("p", { class: "big" }, percent(quality.score)), trend(history)),
      element("p", { class: "muted" }, "test coverage ", percent(quality.coverage), " · documentation ", percent(quality.docs)),
      element("div", { class: "meters" }, parts.filter(([key]) => quality[key]?.[1] > 0).map(([key, label]) => meter(quality[key], label))));
  };

  const runs = () => {
    const [last, ...before] = smelt.site.runs ?? [];
    if (!last) return undefined;
    const figure = ([name, value]) => element("div", {}, element("dt", {}, name), element("dd", { class: name === "Failed" && value > 0 && "bad" }, smelt.count(value)));
    const message = last.message && element("p", { class: "status bad" }, last.message);
    const facts = [
      ["Resources", last.nodes], ["Failed", last.failed], ["Warned", last.warned], ["Rows", last.rows]
    ].filter(([, value]) => value !== undefined);
    const bars = [last, ...before].slice(0, 30).reverse().map((run) =>
      element(
        "li", { title: run.command + ", " + run.status + ", " + run.at }, smelt.shape(run.failed > 0 ? "bad" : smelt.kind(run.status), run.status)
      ));
    return element("section", { class: "card", id: "last-run" }, element("h2", {}, "Last run"),
      element("p", { class: "lead" }, smelt.status(last.failed > 0 ? "error" : last.status, last.status), " ", smelt.time(last.at)),
      element(
        "p", { class: "muted" }, element("code", {}, last.command), last.seconds !== undefined && " in " + smelt.duration(last.seconds),
        last.commit && [", commit ", element("code", {}, last.commit.slice(0, 10))]
      ),
      element("dl", { class: "figures" }, facts.map(figure)),
      message,
      bars.length > 1 && [element("h3", {}, "The last ", smelt.plural(bars.length, "run")), element("ol", { class: "run-marks" }, bars)]);
  };

  const trouble = () => {
    const { failing, warning, stale, untested, undocumented, gaps } = smelt.problems();
    const hasRun = smelt.numbers.some((number) => smelt.heads[number].status);
    const first = [...failing, ...stale, ...warning].slice(0, 8);
    const more = [
      [failing.length, "failing", "failing"], [warning.length, "warning", "warnings"], [stale.length, "with late data", "with late data"],
      [untested.length, "untested model", "untested models"], [undocumented.length, "undocumented model", "undocumented models"],
      [gaps.length, "model with gaps", "models with gaps"],
    ].filter(([count]) => count > 0);
    const item = (number) => {
      const { status, stale: late } = smelt.heads[number];
      const kind = late && smelt.kind(status) !== "bad" ? "warn" : smelt.kind(status);
      return element("li", { class: "trouble-row" }, smelt.shape(kind, late ? "late data" : status), smelt.resource(number));
    };
    return element("section", { class: "card", id: "trouble" }, element("h2", {}, failing.length > 0 ? "Failing now" : "Needs a look"),
      first.length === 0 && element("p", { class: "lead" }, hasRun ? smelt.status("pass", "Nothing fails.") : smelt.status(undefined, "Nothing was built here yet.")),
      element("ul", { class: "plain" }, first.map(item)),
      element("p", { class: "muted" }, element("a", { href: smelt.route("/problems") }, "All problems"), more.length > 0 && ": ",
        more.map(([count, one, many]) => smelt.count(count) + " " + (count === 1 ? one : many)).join(", ")));
  };

  // The first heading of the text usually repeats the project's name: it becomes the page's heading.
  const split = (nodes) => {
    const [first] = nodes ?? [];
    return Array.isArray(first) && first[0] === "h1" ? [smelt.markdownText([first]), nodes.slice(1)] : [smelt.site.project.name, nodes ?? []];
  };

  smelt.pages.set("overview", (main) => {
    const { project, packages = [], groups = [] } = smelt.site;
    const [title, text] = split(smelt.site.overview);
    const counted = ["model", "test", "source", "seed", "snapshot", "exposure", "metric"].filter((type) => smelt.ofType(type).length > 0)
      .map((type) => smelt.plural(smelt.ofType(type).length, smelt.typeName(type).one, smelt.typeName(type).many.toLowerCase()));
    const group = ({ name, owner }) => element("li", {}, element("strong", {}, name), owner && " · " + owner);
    const installed = ({ name }) => element("li", {}, element("a", { href: smelt.route("/package/" + encodeURIComponent(name)) }, name));
    smelt.append(main,
      element("h1", {}, title),
      element("p", { class: "muted subtitle" }, [project.name + " " + (project.version ?? ""), ...counted].join(" · ")),
      lanes(),
      element("div", { class: "cards" }, trouble(), runs(), quality()),
      text.length > 0 && element("section", { class: "about", id: "about" }, smelt.markdown(text, 2)),
      groups.length > 0 && element("section", { id: "groups" }, element("h2", {}, "Groups"), element("ul", {}, groups.map(group))),
      packages.length > 0 && element("section", { id: "packages" }, element("h2", {}, "Packages"), element("ul", { class: "inline" }, packages.map(installed))));
    return { title: "Overview" };
  });

  smelt.pages.set("package", (main, name) => {
    const found = (smelt.site.packages ?? []).find((each) => each.name === name);
    if (!found && name !== smelt.site.project.name) return smelt.unknown(main, "There is no package", name);
    const types = ["model", "macro"].filter((type) => smelt.ofType(type).some((number) => smelt.heads[number].package === name));
    const lists = types.map((type, place) => [place > 0 && " · ", element("a", { href: smelt.route("/list/" + type, { package: name }) }, smelt.typeName(type).many)]);
    smelt.append(main,
      element("h1", {}, "Package ", name),
      element("p", {}, lists),
      found?.overview ? smelt.markdown(found.overview, 2) : element("p", { class: "muted" }, "It says nothing of itself."));
    return { title: "Package " + name };
  });
})();
