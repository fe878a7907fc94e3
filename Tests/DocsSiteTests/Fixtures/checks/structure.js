// What a keyboard and a screen reader need of a page. Gives what is missing.
() => {
  const found = [];
  const say = (what, element) => found.push(what + (element ? ": " + element.outerHTML.slice(0, 140).replace(/\s+/g, " ") : ""));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const isHeard = (element) => isThere(element) && !element.closest("[aria-hidden=true]");

  const textOf = (element) => (element.getAttribute("aria-hidden") === "true" ? "" : [...element.childNodes].map((node) =>
    node.nodeType === Node.TEXT_NODE ? node.data : node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? textOf(node) : "").join(""));
  const byIds = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = (element) => (element.getAttribute("aria-labelledby") ? byIds(element.getAttribute("aria-labelledby")) : "") || element.getAttribute("aria-label") ||
    [...(element.labels ?? [])].map(textOf).join(" ") || textOf(element) || element.getAttribute("title") || "";

  if (!document.documentElement.lang) say("no language");
  if (!document.title.trim()) say("no title");

  const headings = all("h1, h2, h3, h4, h5, h6").filter(isHeard);
  const firsts = headings.filter((heading) => heading.tagName === "H1");
  if (firsts.length !== 1) say(`${firsts.length} h1`);
  else if (!firsts[0].closest("main")) say("h1 outside of main", firsts[0]);
  let level = 0;
  for (const heading of headings.filter((heading) => heading.closest("main"))) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say(`h${own} behind h${level}`, heading);
    if (!textOf(heading).trim()) say("empty heading", heading);
    level = own;
  }

  if (all("main").filter(isThere).length !== 1) say("not one main");
  if (!all("header, [role=banner]").some(isThere)) say("no banner");
  for (const nav of all("nav").filter(isThere)) if (!name(nav).trim() || (!nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby"))) say("nav without a label", nav);
  const labels = all("nav").filter(isThere).map((nav) => nav.getAttribute("aria-label") ?? nav.getAttribute("aria-labelledby"));
  if (new Set(labels).size !== labels.length) say("two nav of one label: " + labels.join(", "));

  for (const control of all("input, select, textarea, button, a[href], summary, [role=button], [role=tab], [role=option], [role=checkbox], [role=treeitem], [role=switch]"))
    if (isHeard(control) && !name(control).trim()) say("no name", control);
  for (const image of all("img")) if (!image.hasAttribute("alt")) say("image without alt", image);
  for (const picture of all("svg, canvas"))
    if (isHeard(picture) && !picture.closest("[aria-label]") && !name(picture).trim() && !picture.closest("button, a, [role=button]")) say("picture without a name that is not hidden", picture);
  for (const table of all("table").filter(isThere)) if (table.rows.length && !table.querySelector("th")) say("table without header cells", table);
  for (const table of all("main table").filter(isThere))
    for (const cell of table.querySelectorAll("thead th")) if (!textOf(cell).trim() && !cell.getAttribute("aria-label")) say("empty header cell", cell);

  const ids = all("[id]").map((element) => element.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) say("ids used twice: " + [...new Set(twice)].join(", "));
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant"])
    for (const element of all(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(/\s+/)) if (id && !document.getElementById(id)) say(`${attribute} names nothing`, element);
  for (const element of all("[tabindex]")) if (Number(element.getAttribute("tabindex")) > 0) say("tabindex above 0", element);
  for (const element of all("[aria-hidden=true] :is(a[href], button, input, [tabindex='0'])")) if (isThere(element)) say("hidden, but can be focused", element);
  for (const pointed of all("[role=tab]")) if (!pointed.hasAttribute("aria-selected")) say("tab without aria-selected", pointed);
  for (const list of all("ul, ol")) for (const child of list.children) if (!["LI", "SCRIPT", "TEMPLATE"].includes(child.tagName) && !list.getAttribute("role")) say("list with a child that is no item", child);
  return found;
}
