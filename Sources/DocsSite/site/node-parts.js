// The parts of a resource's page below its columns: tests, SQL, neighbours, history, configuration.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const parts = (smelt.parts = {});

  const parse = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };

  const shownValue = (value) => (
    value === null ? element("span", { class: "muted" }, "NULL") : typeof value === "object" ? JSON.stringify(value) : String(value)
  );

  /** Rows as a table; `examples` are JSON texts of objects. */
  parts.rows = (examples, label) => {
    const rows = examples.map(parse);
    if (
      rows.some((row) => row === null || typeof row !== "object" || Array.isArray(row))
    ) return element("ul", {}, examples.map((text) => element("li", {}, element("code", {}, text))));
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const numeric = new Set(names.filter((name) => rows.every((row) => ["number", "undefined"].includes(typeof row[name]) || row[name] === null)));
    return element("div", {
      class: "table-scroll limited", role: "region", tabindex: "0", "aria-label": label
    }, element("table", { class: "table data" },
      element("thead", {}, element("tr", {}, names.map((name) => element("th", { scope: "col", class: numeric.has(name) && "number" }, name)))),
      element(
        "tbody", {},
        rows.map(
          (row) => element(
            "tr", {}, names.map((name) => element("td", { class: numeric.has(name) && "number" }, Object.hasOwn(row, name) && shownValue(row[name])))
          )
        )
      )));
  };

  /** What a unit test is given or expects: inputs with their rows. */
  parts.given = (inputs) => inputs.map(({ input, rows, format }) => {
    const listed = Array.isArray(rows) && rows.length > 0 && parts.rows(rows.map((row) => JSON.stringify(row)), input ?? "Expected rows");
    const text = typeof rows === "string" && smelt.code(rows, format === "sql" ? "sql" : "text");
    return element(
      "div", { class: "given" }, input && element("h3", {}, element("code", {}, input)),
      listed || text || element("p", { class: "muted" }, "No rows.")
    );
  });

  const testRow = (number) => {
    const head = smelt.heads[number];
    const bad = ["bad", "warn"].includes(smelt.kind(head.status));
    const details = bad ? smelt.details(number) : undefined;
    const failing = head.failures > 0 && smelt.plural(head.failures, "row");
    const outcome = [failing, bad && head.severity === "warn" && "warns only", !failing && bad && details?.message?.split("\n")[0]].filter(Boolean).join(", ");
    const generic = head.test && head.test !== "singular";
    const column = head.column && element("a", { href: smelt.link(head.on ?? number, { column: head.column }) }, element("code", {}, head.column));
    const examples = details?.examples?.length > 0 &&
      element("details", {}, element("summary", {}, "Failing rows kept: ", String(details.examples.length)), parts.rows(details.examples, "Failing rows of " + head.name));
    return element("li", { class: "test-row" },
      element("div", { class: "test-line" }, smelt.status(head.status),
        element("a", { href: smelt.link(number) }, generic ? head.test : head.name),
        column && element("span", {}, "on ", column),
        outcome && element("span", { class: "status " + smelt.kind(head.status) }, outcome),
        element("span", { class: "muted test-name" }, generic && head.name),
        head.at && smelt.time(head.at)),
      examples);
  };

  /** The tests of a resource, the worst first. */
  parts.tests = (numbers) => {
    const known = numbers.filter((number) => smelt.heads[number]);
    const rank = (number) => smelt.rankOfKind(smelt.kind(smelt.heads[number].status));
    return element("ul", { class: "plain tests" }, known.sort((one, other) => rank(other) - rank(one)).map(testRow));
  };

  /** Tabs: `panels` are [id, title, function that makes the content]. All are shown on paper. */
  parts.tabs = (label, panels) => {
    const made = panels.map(([id, title, fill]) => {
      const tab = element(
        "button", { type: "button", role: "tab", id: "tab-" + id, "aria-controls": "panel-" + id, click: () => choose(tab) }, title
      );
      const panel = element("div", { role: "tabpanel", id: "panel-" + id, "aria-labelledby": "tab-" + id });
      return { tab, panel, show: () => panel.hasChildNodes() || panel.append(...[fill()].flat().filter(Boolean)) };
    });
    const choose = (wanted, focus) => {
      for (const { tab, panel, show } of made) {
        const chosen = tab === wanted;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
        panel.classList.toggle("folded", !chosen);
        if (chosen) show();
        if (chosen && focus) tab.focus();
      }
    };
    const move = (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const place = made.findIndex(({ tab }) => tab === document.activeElement);
      choose(made[(place + by + made.length) % made.length].tab, true);
    };
    choose(made[0].tab);
    const print = () => made.forEach(({ show }) => show());
    addEventListener("beforeprint", print);
    return {
      element: element(
        "div", { class: "tabs" }, element("div", { role: "tablist", "aria-label": label, keydown: move }, made.map(({ tab }) => tab)),
        made.map(({ panel }) => panel)
      ),
      leave: () => removeEventListener("beforeprint", print)
    };
  };

  const codePanel = (text, language, links) => () => {
    const block = smelt.code(text, language, links);
    return element("div", { class: "code-panel" }, smelt.copyButton(text, block), block);
  };

  /** Source and compiled SQL. */
  parts.code = (number, details) => {
    const links = smelt.codeLinks(number, details);
    const language = details.language ?? "sql";
    const panels = [];
    if (details.raw) panels.push(["source", "Source", codePanel(details.raw, language, { call: links.call, macro: links.macro })]);
    if (details.compiled) panels.push(["compiled", "Compiled", codePanel(details.compiled, language, { relations: links.relations })]);
    return panels.length > 0 ? parts.tabs("SQL", panels) : undefined;
  };

  const shownFirst = 12;

  const neighbours = (title, numbers, id, further) => {
    const layer = (number) => smelt.heads[number]?.layer && smelt.layerMark(smelt.heads[number].layer);
    const item = (number) => element("li", {}, smelt.resource(number, { health: true }), layer(number));
    const sorted = [...numbers].sort((one, other) => smelt.compare(smelt.heads[one]?.name ?? "", smelt.heads[other]?.name ?? ""));
    const rest = sorted.slice(shownFirst);
    return element("div", { id },
      element("h3", {}, title, " ", element("span", { class: "count" }, String(numbers.length))),
      numbers.length === 0 ? element("p", { class: "muted" }, "None.") : element("ul", { class: "plain" }, sorted.slice(0, shownFirst).map(item)),
      rest.length > 0 && element("details", {}, element("summary", {}, smelt.count(rest.length), " more"), element("ul", { class: "plain" }, rest.map(item))),
      further);
  };

  const isTest = (number) => /^(test|unit_test)$/.test(smelt.heads[number].type);
  const upwards = (number) => (smelt.heads[number].parents ?? []).filter((parent) => smelt.heads[parent]);
  const downwards = (number) => smelt.children(number).filter((child) => !isTest(child));

  // Everything that can be reached from a resource in one direction.
  const reach = (number, next) => {
    const found = new Set(next(number));
    for (const each of found) next(each).forEach((further) => found.add(further));
    return found;
  };

  // How many there are behind the nearest ones, and which exposures: they are hurt too.
  const beyond = (number, next, nearest) => {
    if (smelt.isPart) return undefined;
    const all = reach(number, next);
    const exposures = [...all].filter((each) => smelt.heads[each].type === "exposure" && !nearest.includes(each));
    const shown = exposures.slice(0, shownFirst).map((each, place) => [place > 0 && ", ", smelt.resource(each)]);
    return all.size > nearest.length && element("p", { class: "beyond muted" }, smelt.count(all.size), " in all", exposures.length > 0 && ", at the end ", shown,
      exposures.length > shownFirst && " and " + (exposures.length - shownFirst) + " more exposures", ".");
  };

  /** What a resource reads and who reads it, as two lists; `callers` stands for the second one of a macro. */
  parts.neighbours = (number, callers) => {
    const [up, down] = [upwards(number), downwards(number)];
    if (smelt.heads[number].type === "macro") {
      return element("div", { class: "two" }, neighbours("Calls", up, "upstream"), callers ?? neighbours("Called by macros", down, "downstream"));
    }
    return element("div", { class: "two" },
      neighbours("Upstream", up, "upstream", beyond(number, upwards, up)),
      neighbours("Downstream", down, "downstream", beyond(number, downwards, down)));
  };

  /** Who calls a macro: found by reading the details of all, bit by bit. */
  parts.callers = (macro) => {
    const place = element("div", {}, element("p", { class: "muted" }, "Looking for what calls it …"));
    const found = [];
    let number = 0;
    let off = false;
    smelt.idly(() => {
      if (off) return false;
      if (number >= smelt.heads.length) {
        place.replaceChildren(neighbours("Called by", found, "callers"));
        return false;
      }
      const line = smelt.detailsText(number);
      if (line.includes('"calls":[') && JSON.parse(line).calls?.includes(macro)) found.push(number);
      number += 1;
      return true;
    });
    return { element: place, leave: () => (off = true) };
  };

  const bars = (history) => {
    const runs = history.slice(0, 40).reverse();
    const longest = Math.max(...runs.map((run) => run.seconds ?? 0), 0.001);
    const label = "Seconds of the last " + smelt.plural(runs.length, "run");
    return svg("svg", {
      class: "bars", viewBox: "0 0 " + runs.length * 12 + " 48", width: runs.length * 12, height: 48, role: "img", "aria-label": label
    }, svg("title", {}, label), runs.map((run, place) => {
      const height = Math.max(3, ((run.seconds ?? 0) / longest) * 46);
      return svg(
        "rect", { class: smelt.kind(run.status), x: place * 12 + 1, y: 48 - height, width: 9, height, rx: 1.5 },
        svg("title", {}, run.at + ": " + run.status)
      );
    }));
  };

  const historyTable = (history) => {
    const has = (key) => history.some((run) => run[key] !== undefined);
    const columns = [["When", (run) => smelt.time(run.at)], ["Status", (run) => smelt.status(run.status)], has("seconds") && [
      "Seconds", (run) => run.seconds?.toFixed(2), "number"
    ],
      has("rows") && ["Rows", (run) => run.rows !== undefined && smelt.count(run.rows), "number"], has("failures") && [
        "Failing rows", (run) => run.failures !== undefined && smelt.count(run.failures), "number"
      ],
      history.some((run) => run.held) && [
        "Published", (run) => run.held && element("span", { class: "tag", title: "Built, not published" }, "held back")
      ],
      has("command") && ["Command", (run) => run.command && element("code", {}, run.command)]].filter(Boolean);
    return element("div", {
      class: "table-scroll limited", role: "region", tabindex: "0", "aria-label": "History"
    }, element("table", { class: "table data" },
      element("thead", {}, element("tr", {}, columns.map(([title, , name]) => element("th", { scope: "col", class: name }, title)))),
      element("tbody", {}, history.map((run) => element("tr", {}, columns.map(([, value, name]) => element("td", { class: name }, value(run))))))));
  };

  /** What came of a resource in earlier runs. */
  parts.history = (history) => [history.length > 1 && bars(history), historyTable(history)];

  const isEmpty = (value) => value === null || value === "" || (typeof value === "object" && Object.values(value).every(isEmpty));

  /** Any JSON as a list of names and values, without what is empty. */
  parts.tree = (value) => {
    if (isEmpty(value)) return element("span", { class: "muted" }, "none");
    if (typeof value !== "object") return element("code", {}, String(value));
    if (!Array.isArray(value)) {
      const filled = Object.entries(value).filter(([, each]) => !isEmpty(each));
      return element(
        "dl", { class: "config" }, filled.map(([key, each]) => element("div", {}, element("dt", {}, key), element("dd", {}, parts.tree(each))))
      );
    }
    if (value.every((each) => typeof each !== "object")) return element("code", {}, value.join(", "));
    return element("ul", { class: "plain config-list" }, value.map((each) => element("li", {}, parts.tree(each))));
  };
})();
