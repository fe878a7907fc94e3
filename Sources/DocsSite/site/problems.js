// What needs a look: what fails, warns, is late, untested or undocumented.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  let found;

  const sort = () => {
    const lists = { failing: [], warning: [], stale: [], skipped: [], untested: [], undocumented: [], gaps: [] };
    for (const number of smelt.numbers) {
      const head = smelt.heads[number];
      const kind = smelt.kind(head.status);
      if (head.type === "source") {
        if (kind === "bad" || kind === "warn") lists.stale.push(number);
        continue;
      }
      if (head.stale) lists.stale.push(number);
      if (kind === "bad") lists.failing.push(number);
      if (kind === "warn") lists.warning.push(number);
      if (head.status === "skipped") lists.skipped.push(number);
      if (head.type !== "model" || head.package !== smelt.site.project.name) continue;
      if (head.untested) lists.untested.push(number);
      if (!head.line) lists.undocumented.push(number);
      if (head.gaps) lists.gaps.push(number);
    }
    return lists;
  };

  /** The numbers of what needs a look: `failing`, `warning`, `stale`, `skipped`, `untested`, `undocumented`, `gaps`. */
  smelt.problems = () => (found ??= sort());

  const head = (number) => smelt.heads[number];
  const name = {
    key: "name", title: "Name", width: "38%", class: "name", value: (number) => smelt.nameOf(head(number)), cell: (number) => smelt.resource(number)
  };
  const layer = {
    key: "layer", title: "Layer", width: "100px", class: "wide", value: (number) => head(number).layer ?? "",
    cell: (number) => head(number).layer && smelt.layerMark(head(number).layer)
  };
  const owner = { key: "owner", title: "Owner", width: "140px", class: "wide", value: (number) => head(number).owner ?? "" };
  const status = {
    key: "status", title: "Status", width: "128px", class: "icon", value: (number) => 9 - smelt.rankOfKind(smelt.kind(head(number).status)),
    cell: (number) => smelt.status(head(number).status)
  };
  const late = { ...status, cell: (number) => smelt.status(head(number).stale && smelt.kind(head(number).status) !== "bad" ? "stale" : head(number).status) };
  const message = {
    key: "message", title: "Message", class: "wide",
    cell: (number) => (smelt.details(number)?.message ?? (head(number).failures ? smelt.plural(head(number).failures, "row") : "")).split("\n")[0]
  };
  const when = {
    key: "at", title: "When", width: "130px", class: "wide", value: (number) => head(number).at ?? "", downFirst: true,
    cell: (number) => head(number).at && smelt.time(head(number).at)
  };
  const missing = { key: "missing", title: "Missing", value: (number) => (head(number).gaps ?? []).join("; ") };
  const path = { key: "path", title: "File", class: "wide", value: (number) => head(number).path ?? "" };

  const sections = [
    ["failing", "Failing now", "Errors, and tests that failed, in the last run of each.", [status, name, message, when]],
    ["warning", "Warnings", "Tests that warn and builds that are incomplete.", [status, name, message, when]],
    ["stale", "Late data", "Sources whose newest rows, and tables whose inputs, are older than they should be.", [late, name, message, when]],
    ["skipped", "Skipped", "Not built because something before failed.", [name, layer, when]],
    ["untested", "Untested models", "No test at all.", [name, layer, owner, path]],
    ["undocumented", "Undocumented models", "No description.", [name, layer, owner, path]],
    ["gaps", "Gaps in quality", "What is missing for full coverage.", [name, layer, missing]],
  ];

  smelt.pages.set("problems", (main) => {
    const lists = smelt.problems();
    const tables = [];
    const filled = sections.filter(([key]) => lists[key].length > 0);
    const jump = (key) => (event) => {
      event.preventDefault();
      const target = document.getElementById("problems-" + key);
      target.scrollIntoView();
      target.querySelector("h2").focus({ preventScroll: true });
    };
    const urgency = (key) => (key === "failing" ? "bad" : key === "warning" || key === "stale" ? "warn" : "");
    const tile = ([key, title]) =>
      element("a", { class: "tile " + urgency(key), href: smelt.route("/problems", { section: key }), click: jump(key) },
        element("strong", {}, smelt.count(lists[key].length)), title);
    smelt.append(main, element("h1", {}, "Problems"));
    if (filled.length > 0) smelt.append(main, element("nav", { class: "tiles", "aria-label": "Kinds of problems" }, filled.map(tile)));
    else smelt.append(main, element("p", { class: "notice good" }, smelt.shape("good"), "Nothing fails, warns or is late, and every model is tested and described."));
    for (const [key, title, text, columns] of filled) {
      const table = smelt.table({ label: title, columns, rows: lists[key], sort: columns[0].key === "status" ? "status" : "name", limited: true });
      tables.push(table);
      smelt.append(main, element("section", { id: "problems-" + key },
        element("h2", { tabindex: "-1" }, title, " ", element("span", { class: "count" }, smelt.count(lists[key].length))),
        element("p", { class: "muted" }, text), table.element));
    }
    return {
      title: "Problems", leave: () => tables.forEach((table) => table.leave()),
      arrived: (parameters, back) => !back && document.getElementById("problems-" + parameters.get("section"))?.scrollIntoView()
    };
  });
})();
