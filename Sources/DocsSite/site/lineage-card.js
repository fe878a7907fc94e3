// What the lineage tells of one box: in a card beside it, and in words for those who hear the page.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, heads } = smelt;

  const drawnParents = (number) => (heads[number].parents ?? []).filter(smelt.lineage.isDrawn);
  const drawnChildren = (number) => smelt.children(number).filter(smelt.lineage.isDrawn);

  /** What a box reads (`up`) and what reads it (`down`), in the whole lineage. */
  smelt.lineage.neighbours = (number) => ({ up: drawnParents(number), down: drawnChildren(number) });

  /** Whether this page has all neighbours of a box: a page of `--split` has them of its own resource only. */
  smelt.lineage.knowsNeighbours = (number) => !smelt.isPart || number === smelt.site.page;

  const said = (head) => [
    smelt.typeName(head.type).one, head.layer && "layer " + head.layer, head.status && "last " + head.status, head.verdict && "tests " + head.verdict,
  ].filter(Boolean);

  /** A box in words. */
  smelt.lineage.words = (number) => {
    const { up, down } = smelt.lineage.neighbours(number);
    const counts = smelt.lineage.knowsNeighbours(number) ? [`reads ${up.length}`, `read by ${down.length}`] : [];
    return [smelt.nameOf(heads[number]), ...said(heads[number]), ...counts].join(", ");
  };

  const fact = (name, value) => value !== undefined && value !== "" && [element("dt", {}, name), element("dd", {}, value)];

  /** The card of a box. */
  smelt.lineage.card = (number) => {
    const head = heads[number];
    const { up, down } = smelt.lineage.neighbours(number);
    return element("div", { class: "lineage-card" },
      element("p", { class: "lineage-card-name" }, smelt.typeMark(head.type),
        element("a", { href: smelt.link(number), tabindex: -1 }, smelt.nameOf(head))),
      head.line && element("p", { class: "lineage-card-line" }, head.line),
      element("dl", {},
        fact("Type", smelt.lineage.subtitle(head)),
        fact("Layer", head.layer),
        fact("Last", head.status && smelt.status(head.status)),
        fact("Tests", head.verdict ? smelt.status(head.verdict) : head.untested ? "none" : undefined),
        fact("Owner", head.owner),
        fact("Tags", head.tags?.join(", ")),
        smelt.lineage.knowsNeighbours(number) && [fact("Reads", String(up.length)), fact("Read by", String(down.length))]));
  };
})();
