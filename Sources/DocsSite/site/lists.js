// The lists: all resources of a type, to sort and to filter.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const head = (number) => smelt.heads[number];
  const text = (key, title, value, options) => ({ key, title, value: (number) => value(head(number)) ?? "", ...options });

  const name = {
    key: "name", title: "Name", width: "32%", class: "name", value: (number) => smelt.nameOf(head(number)), cell: (number) => smelt.resource(number)
  };
  const line = text("description", "Description", (each) => each.line, { class: "wide" });
  const layer = {
    key: "layer", title: "Layer", width: "96px", class: "wide",
    value: (number) => (smelt.site.layers ?? []).findIndex((each) => each.name === head(number).layer),
    cell: (number) => head(number).layer && smelt.layerMark(head(number).layer)
  };
  const status = {
    key: "status", title: "Status", width: "106px", class: "icon", value: (number) => 9 - smelt.rankOfKind(smelt.kind(head(number).status)),
    cell: (number) => (head(number).status ? smelt.status(head(number).status) : element("span", { class: "muted" }, "–"))
  };
  const when = {
    key: "at", title: "When", width: "124px", class: "wide", downFirst: true, value: (number) => head(number).at ?? "",
    cell: (number) => head(number).at && smelt.time(head(number).at)
  };
  const health = {
    key: "health", title: "State", width: "106px", class: "icon", value: (number) => 9 - smelt.rankOfKind(smelt.health(head(number))),
    cell: (number) => element("span", { class: "status " + smelt.health(head(number)) }, smelt.shape(smelt.health(head(number))),
      element("span", { class: "status-word" }, smelt.kindWord(smelt.health(head(number))))),
  };
  const tests = {
    key: "tests", title: "Tests", width: "84px", class: "icon", downFirst: true,
    value: (number) => smelt.rankOfKind(smelt.kind(head(number).verdict)) * 1000 + (head(number).tests ?? []).length,
    cell: (number) => {
      const { tests: attached, verdict } = head(number);
      if (!attached) return element("span", { class: "muted" }, "–");
      return element("span", { class: "status " + smelt.kind(verdict) }, smelt.shape(smelt.kind(verdict), verdict), String(attached.length));
    },
  };
  const columns = text("columns", "Columns", (each) => (each.columns ?? []).length, { width: "86px", class: "wide number", downFirst: true });
  const materialized = text("materialized", "As", (each) => each.materialized, { width: "106px", class: "wide" });
  const owner = text("owner", "Owner", (each) => each.owner, { width: "130px", class: "wide" });
  const packaged = text("package", "Package", (each) => each.package, { width: "120px", class: "wide" });
  const path = text("path", "File", (each) => each.path, { class: "wide" });
  const on = {
    key: "on", title: "On", class: "wide", value: (number) => (head(head(number).on) ? smelt.nameOf(head(head(number).on)) : ""),
    cell: (number) => head(head(number).on) && smelt.resource(head(number).on)
  };
  const column = text("column", "Column", (each) => each.column, { width: "16%", class: "wide" });
  const test = text("test", "Test", (each) => each.test, { width: "14%", class: "wide" });
  const failures = text("failures", "Rows", (each) => each.failures ?? 0, { width: "76px", class: "wide number", downFirst: true });
  const reads = text("reads", "Reads", (each) => (each.parents ?? []).length, { width: "76px", class: "number", downFirst: true });

  const shapes = new Map([
    ["model", [name, layer, status, tests, columns, materialized, line]],
    ["source", [name, status, when, tests, columns, line]],
    ["seed", [name, status, when, tests, columns, line]],
    ["snapshot", [name, layer, status, when, tests, columns, line]],
    ["test", [name, status, failures, on, column, test]],
    ["unit_test", [name, status, on, path]],
    ["exposure", [name, health, owner, reads, line]],
    ["macro", [name, packaged, path, line]],
  ]);
  const otherwise = [name, packaged, path, line];

  const folder = (each) => each.fqn.slice(1, -1).join("/") || undefined;

  const filters = [
    ["layer", "Layer", (each) => each.layer, (value) => value],
    ["status", "State", (each) => (each.type === "macro" ? undefined : smelt.health(each)), smelt.kindWord],
    ["tag", "Tag", (each) => each.tags, (value) => value],
    ["package", "Package", (each) => each.package, (value) => value],
    ["folder", "Folder", (each) => (each.type === "model" ? folder(each) : undefined), (value) => value],
  ];

  const values = (numbers, of) => {
    const counts = new Map();
    for (const number of numbers) for (const value of [of(head(number)) ?? []].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].sort((one, other) => smelt.compare(one[0], other[0]));
  };

  const chooser = (key, title, numbers, of, label, parameters, changed) => {
    const found = values(numbers, of);
    const chosen = parameters.get(key) ?? "";
    if (chosen === "" && (found.length < 2 || found.length > 400)) return undefined;
    if (chosen !== "" && !found.some(([value]) => value === chosen)) found.unshift([chosen, 0]);
    const select = element("select", { id: "filter-" + key, change: () => changed(key, select.value) }, element("option", { value: "" }, "all"),
      found.map(
        ([value, count]) => element("option", { value, selected: value === chosen }, label(value), count > 0 && " (" + smelt.count(count) + ")")
      ));
    return element("label", { class: "filter" }, element("span", {}, title), select);
  };

  const fits = (each, parameters) => {
    for (const [key, , of] of filters) {
      const wanted = parameters.get(key);
      if (!wanted) continue;
      const given = of(each);
      if (
        key === "folder" ? given !== wanted && !given?.startsWith(wanted + "/") : Array.isArray(given) ? !given.includes(wanted) : given !== wanted
      ) return false;
    }
    return true;
  };

  const matches = (each, words) => {
    if (words.length === 0) return true;
    const all = [smelt.nameOf(each), each.column, each.test, each.path, each.owner, each.line].join("\n").toLowerCase();
    return words.every((word) => all.includes(word));
  };

  const list = (main, type, parameters) => {
    const numbers = smelt.ofType(type);
    if (numbers.length === 0) return smelt.unknown(
      main, smelt.types.includes(type) ? "This project has no " + smelt.typeName(type).many.toLowerCase() + "." : "There is no list of",
      smelt.types.includes(type) ? "" : type
    );
    const title = smelt.typeName(type).many;
    const count = element("span", { class: "count", role: "status" });
    const heading = element("h1", {}, parameters.get("layer") ? title + " of " + parameters.get("layer") : title, " ", count);
    let timer;
    const changed = (key, value) => {
      parameters.set(key, value);
      smelt.setParameters({ [key]: value });
      refresh();
    };
    const box = element("input", { type: "search", id: "filter-q", class: "field", placeholder: "Filter", value: parameters.get("q") ?? "", input: () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed("q", box.value), 60);
    } });
    const table = smelt.table(
      {
        label: title, columns: shapes.get(type) ?? otherwise, rows: [], sort: parameters.get("sort") ?? (type === "test" ? "status" : "name"),
        sorted: (sort) => smelt.setParameters({ sort })
      }
    );
    const none = element("p", { class: "muted", hidden: true }, "Nothing fits these filters.");
    const refresh = () => {
      const words = smelt.searchTerms(parameters.get("q") ?? "");
      const rows = numbers.filter((number) => fits(head(number), parameters) && matches(head(number), words));
      count.textContent = rows.length === numbers.length ? smelt.count(rows.length) : smelt.count(rows.length) + " of " + smelt.count(numbers.length);
      none.hidden = rows.length > 0;
      table.element.scrollTop = 0;
      table.setRows(rows);
    };
    const choosers = filters.map(([key, label, of, name]) => chooser(key, label, numbers, of, name, parameters, changed));
    const typed = element("label", { class: "filter grow" }, element("span", { class: "hidden" }, "Filter"), box);
    smelt.append(main, heading, element("div", { class: "filters", role: "group", "aria-label": "Filters" }, typed, choosers), none, table.element);
    refresh();
    return { title, leave: () => table.leave(), arrived: () => table.draw() };
  };

  smelt.pages.set("list", list);
})();
