// Following one column over several steps: where it comes from, and who uses it.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const openSteps = 2;
  const most = 300;

  /** The columns one step on from a column: `from` are those it is made of, `to` those made of it. Pairs of number and name; undefined where this page does not know. */
  smelt.columnStep = (number, name, direction) => {
    const columns = smelt.details(number)?.columns;
    if (!columns) return smelt.details(number) ? [] : undefined;
    const column = columns.find((each) => each.name === name) ?? columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
    return column?.[direction] ?? [];
  };

  const isCopy = (number, name, before, beforeName, direction) => {
    const [at, column] = direction === "from" ? [before, beforeName] : [number, name];
    return smelt.details(at)?.columns?.some((each) => each.name === column && each.copied);
  };

  const step = ([number, name], before, direction, depth, budget) => {
    budget.left -= 1;
    const next = smelt.columnStep(number, name, direction) ?? [];
    const list = element("ul", { hidden: true });
    const title = smelt.nameOf(smelt.heads[number]) + "." + name;
    const toggle = () => {
      const open = list.hidden;
      if (open && !list.hasChildNodes()) list.append(...next.map((each) => step(each, [number, name], direction, depth + 1, { left: most })));
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    const button = element("button", {
      type: "button", class: "nav-open", "aria-expanded": "false", "aria-label": "Steps of " + title, click: toggle
    },
      svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("path", { d: "M4 2l4 4-4 4" })));
    if (next.length > 0 && depth < openSteps && budget.left > 0) {
      list.append(...next.map((each) => step(each, [number, name], direction, depth + 1, budget)));
      list.hidden = false;
      button.setAttribute("aria-expanded", "true");
    }
    const opener = next.length > 0 ? button : element("span", { class: "step-end", "aria-hidden": "true" });
    const column = element("a", { class: "column-link", href: smelt.link(number, { column: name }) }, element("code", {}, name));
    const copied = isCopy(number, name, ...before, direction) && element("span", { class: "tag" }, "as it is");
    return element("li", {}, element("div", { class: "step" }, opener, smelt.resource(number), column, copied), list);
  };

  const tree = (number, name, direction, title, none) => {
    const next = (smelt.columnStep(number, name, direction) ?? []).filter(([each]) => smelt.heads[each]);
    const budget = { left: most };
    return element("div", { class: "follow-" + direction }, element("h4", {}, title),
      next.length === 0 ? element("p", { class: "muted" }, none) : element(
        "ul", { class: "steps" }, next.map((each) => step(each, [number, name], direction, 1, budget))
      ));
  };

  /** Both ways of a column as lists that open step by step. */
  smelt.follow = (number, name) => {
    const drawing = element("div", { class: "follow-drawing", hidden: true });
    const draw = !smelt.isPart && element("button", { type: "button", class: "button", "aria-expanded": "false", click: () => {
      drawing.hidden = !drawing.hidden;
      draw.setAttribute("aria-expanded", String(!drawing.hidden));
      if (!drawing.hasChildNodes()) smelt.lineage.column(drawing, number, name);
    } }, "Draw it");
    return element("div", { class: "follow" },
      element(
        "div", { class: "follow-ways" }, tree(number, name, "from", "Comes from", "Nothing upstream is known."),
        tree(number, name, "to", "Used by", "No column downstream is made of it.")
      ),
      draw && element("p", {}, draw), drawing);
  };
})();
