// The small marks that stand for types, verdicts and layers. A verdict has a shape and a word besides its colour.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;

  const types = new Map([
    ["model", ["M", "model", "Models"]], ["seed", ["Sd", "seed", "Seeds"]], ["snapshot", ["Sn", "snapshot", "Snapshots"]],
    ["source", ["S", "source", "Sources"]], ["exposure", ["E", "exposure", "Exposures"]], ["metric", ["Mt", "metric", "Metrics"]],
    ["semantic_model", ["Sm", "semantic model", "Semantic models"]], ["saved_query", ["Q", "saved query", "Saved queries"]],
    ["function", ["F", "function", "Functions"]], ["test", ["T", "test", "Tests"]], ["unit_test", ["U", "unit test", "Unit tests"]],
    ["analysis", ["A", "analysis", "Analyses"]], ["macro", ["Mc", "macro", "Macros"]],
  ]);

  /** The types of resources in the order in which they are listed. */
  smelt.types = [...types.keys()];

  /** What a type is called: `one` in a sentence, `many` as a heading, `letter` as its mark. */
  smelt.typeName = (type) => {
    const [letter, one, many] = types.get(type) ?? [String(type).slice(0, 1).toUpperCase(), String(type), String(type)];
    return { letter, one, many };
  };

  /** The mark of a type: a letter in a box. */
  smelt.typeMark = (type) => {
    const { letter, one } = smelt.typeName(type);
    return element("abbr", { class: "type-mark", "data-type": type, title: one }, letter);
  };

  const kinds = new Map([
    ["success", "good"], ["pass", "good"], ["warn", "warn"], ["stale", "warn"], ["partial", "warn"], ["partial success", "warn"], ["interrupted", "warn"],
    ["fail", "bad"], ["failed", "bad"], ["error", "bad"], ["runtime error", "bad"], ["skipped", "skip"], ["no-op", "skip"], ["running", "skip"],
  ]);
  const ranks = new Map([["bad", 4], ["warn", 3], ["skip", 2], ["good", 1], ["none", 0]]);

  /** What a status comes to: `good`, `warn`, `bad`, `skip` or `none`. */
  smelt.kind = (status) => kinds.get(status) ?? "none";

  /** How bad a kind is; 4 is worst. */
  smelt.rankOfKind = (kind) => ranks.get(kind) ?? 0;

  const worst = (kinds) => kinds.reduce((one, other) => (smelt.rankOfKind(other) > smelt.rankOfKind(one) ? other : one), "none");

  const words = new Map([["bad", "failing"], ["warn", "warning"], ["skip", "skipped"], ["good", "good"], ["none", "no verdict"]]);

  /** What a kind is called. */
  smelt.kindWord = (kind) => words.get(kind) ?? kind;

  const readers = new Set(["exposure", "metric", "semantic_model", "saved_query"]);

  /** Whether a resource is never built itself: it is as good as what it reads. */
  smelt.isReader = (head) => readers.has(head.type);

  const inputs = (head) => (head.parents ?? []).map((parent) => smelt.heads[parent]).filter(Boolean);

  /** What can be said of a resource now, as a kind: of its own status, its data, and its tests; of what is never built, of what it reads. */
  smelt.health = (head) =>
    worst(smelt.isReader(head) ? inputs(head).map(smelt.health) : [head.status, head.verdict, head.stale && "stale"].map(smelt.kind));

  const shapes = new Map([
    ["good", ["M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z", "M6 10.3l2.8 2.8L14.2 7.4"]],
    ["warn", ["M10 1.8L19 17.8H1z", "M10 7.5v4.6M10 14.6v.4"]],
    ["bad", ["M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7z", "M7 7l6 6M13 7l-6 6"]],
    ["skip", ["M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z", "M6 10h8"]],
    ["none", ["M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z", ""]],
  ]);

  /** The shape of a kind: a disc with a tick, a triangle, an octagon with a cross, a disc with a dash, a ring. `label` is its word for all. */
  smelt.shape = (kind, label) => {
    const [outer, inner] = shapes.get(kind) ?? shapes.get("none");
    const role = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
    return svg("svg", { class: "shape " + kind, viewBox: "0 0 20 20", ...role }, label && svg("title", {}, label),
      svg("path", { class: "outer", d: outer }), inner && svg("path", { class: "inner", d: inner }));
  };

  /** The outer and the inner line of that shape, as paths of SVG in a square of 20. */
  smelt.shapePaths = (kind) => shapes.get(kind) ?? shapes.get("none");

  /** A status with its shape and its word. */
  smelt.status = (status, text) => element(
    "span", { class: "status " + smelt.kind(status) }, smelt.shape(smelt.kind(status)),
    element("span", { class: "status-word" }, text ?? status ?? "never run")
  );

  /** Pairs of a name and what is said under it, side by side; undefined where nothing is. */
  smelt.facts = (pairs) => {
    const said = pairs.filter(([, value]) => value);
    return said.length > 0 ? element("dl", { class: "facts" }, said.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))) : undefined;
  };

  /** The mark of a layer. */
  smelt.layerMark = (name) => element("span", { class: "layer", "data-layer": name }, name);

  /** The name under which people know a resource: sources with their source, versions with their number. */
  smelt.nameOf = (head) => (head.source ? head.source + "." : "") + head.name + (
    head.version && !head.name.endsWith(".v" + head.version) ? " v" + head.version : ""
  );

  /** A link to a resource: its type, its name, and how it is where `health` is asked for. */
  smelt.resource = (number, { health = false, parameters } = {}) => {
    const head = smelt.heads[number];
    if (!head) return element("span", { class: "resource" }, "?");
    const kind = smelt.health(head);
    return element("a", { class: "resource", href: smelt.link(number, parameters) }, smelt.typeMark(head.type),
      element("span", { class: "resource-name" }, smelt.nameOf(head)), health && kind !== "none" && smelt.shape(kind, smelt.kindWord(kind)));
  };
})();
