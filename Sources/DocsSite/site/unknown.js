// An address that leads nowhere: says so calmly, and what may have been meant.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;

  const near = (wanted) => {
    const last = wanted.split(".").pop().toLowerCase();
    const close = (number) => {
      const name = smelt.heads[number].name.toLowerCase();
      return smelt.distance ? smelt.distance(name, last, 2) : name === last ? 0 : Infinity;
    };
    return smelt.numbers.map((number) => [close(number), number]).filter(([far]) => far <= 2).sort((a, b) => a[0] - b[0]).slice(0, 8);
  };

  /** Fills a page that says that there is nothing of this name. */
  smelt.unknown = (main, what, wanted) => {
    const found = wanted ? near(wanted) : [];
    smelt.append(main,
      element("h1", {}, "Nothing here"),
      element("p", {}, what, " ", wanted && element("code", {}, wanted), wanted && "."),
      found.length > 0 && element("h2", {}, "Did you mean"),
      found.length > 0 && element(
        "ul", { class: "plain", id: "suggestions" }, found.map(([, number]) => element("li", {}, smelt.resource(number, { health: true })))
      ),
      element("p", {}, element("a", { href: smelt.route("/") }, "To the overview"), wanted && " or ",
        wanted && element("a", { href: smelt.route("/search", { q: wanted.split(".").pop() }) }, "search for it"), "."));
    return { title: "Nothing here" };
  };

  smelt.pages.set("unknown", (main) => smelt.unknown(main, "This page does not exist.", ""));
})();
