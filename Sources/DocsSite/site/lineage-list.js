// The lineage as a list: the same as the drawing, for those who hear the page, for paper, and where there is no canvas.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, heads } = smelt;

  const links = (numbers) => numbers.flatMap((number, index) => [index > 0 && ", ", element("a", { href: smelt.link(number) }, smelt.nameOf(heads[number]))]);

  const row = (number) => {
    const head = heads[number];
    const { up, down } = smelt.lineage.knowsNeighbours(number) ? smelt.lineage.neighbours(number) : { up: [], down: [] };
    const kind = smelt.health(head);
    return element("tr", {},
      element("th", { scope: "row" }, smelt.resource(number)),
      element("td", {}, head.layer),
      element("td", {}, kind === "none" ? undefined : smelt.status(head.verdict && smelt.kind(head.verdict) === kind ? head.verdict : head.status)),
      element("td", {}, links(up)),
      element("td", {}, links(down)));
  };

  // What has no box, such as tests, comes last.
  const byPlace = (one, other) => {
    const [first, second] = [heads[one], heads[other]];
    if (first.rank !== second.rank) return (first.rank ?? Infinity) - (second.rank ?? Infinity);
    return first.rank === undefined ? (first.name < second.name ? -1 : 1) : first.row - second.row;
  };

  /** A list of resources that opens. `show(numbers)` gives it its content; it is built when it opens, a part at a time. */
  smelt.lineage.list = (container) => {
    const summary = element("summary", {}, "As a list");
    const body = element("tbody");
    const table = element("div", { class: "lineage-table", tabindex: 0, role: "region", "aria-label": "Lineage as a list" }, element("table", {},
      element("thead", {}, element("tr", {}, ["Name", "Layer", "Status", "Reads", "Read by"].map((name) => element("th", { scope: "col" }, name)))), body));
    const details = element("details", { class: "lineage-list" }, summary, table);
    container.append(details);
    let waiting = [];
    let isSorted = true;
    let timer;

    const more = (count) => {
      if (!isSorted) waiting.sort(byPlace);
      isSorted = true;
      body.append(...waiting.splice(0, count).map(row));
      clearTimeout(timer);
      if (waiting.length && details.open && details.isConnected) timer = setTimeout(() => more(40), 16);
    };

    details.addEventListener("toggle", () => details.open && more(60));
    const print = () => {
      if (!details.isConnected) {
        removeEventListener("beforeprint", print);
        return;
      }
      details.open = true;
      more(2000);
    };
    addEventListener("beforeprint", print);

    return {
      show: (numbers) => {
        waiting = [...numbers];
        isSorted = false;
        body.replaceChildren();
        summary.textContent = "As a list: " + smelt.plural(waiting.length, "resource");
        if (details.open) more(60);
      },
      open: () => (details.open = true),
    };
  };
})();
