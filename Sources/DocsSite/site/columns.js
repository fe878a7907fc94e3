// The columns of a resource: types, descriptions, tests, where they come from.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const few = 4;

  const testMark = (number) => {
    const head = smelt.heads[number];
    if (!head) return undefined;
    const kind = smelt.kind(head.status);
    return element("a", { class: "test-mark status " + kind, href: smelt.link(number), title: head.name + ": " + (head.status ?? "never run") },
      smelt.shape(kind, head.status ?? "never run"), head.test ?? head.name);
  };

  const origin = ([number, name]) => {
    const head = smelt.heads[number];
    if (!head) return undefined;
    return element(
      "li", {},
      element(
        "a", { href: smelt.link(number, { column: name }), title: head.id }, element("span", {}, smelt.nameOf(head)), ".", element("code", {}, name)
      )
    );
  };

  const origins = (column) => {
    const from = column.from ?? [];
    const rest = from.length - few;
    return from.length > 0 && element(
      "ul", { class: "origins" }, from.slice(0, rest > 1 ? few : undefined).map(origin),
      rest > 1 && element("li", { class: "muted" }, "and " + rest + " more")
    );
  };

  const notes = (column) => [
    (column.constraints ?? []).map((each) => element("span", { class: "tag" }, each)),
    (column.tags ?? []).map((each) => element("span", { class: "tag" }, "#" + each)),
    column.undeclared && element("span", { class: "tag", title: "Found in the database, not in the properties" }, "undeclared"),
    column.missing && element("span", { class: "tag warn", title: "In the properties, not found in the database" }, "not in the database"),
    column.meta && Object.keys(column.meta).length > 0 && element(
      "span", { class: "tag", title: JSON.stringify(column.meta) }, "meta: ", Object.keys(column.meta).join(", ")
    ),
  ];

  const cell = (label, className, ...content) => element("td", { class: className, "data-label": label }, content);

  const row = (number, column) => {
    const follows = (column.from ?? []).length + (column.to ?? []).length > 0;
    const panel = element("tr", { class: "follow-row", hidden: true }, element("td", { colspan: "6" }));
    const button = follows && element("button", { type: "button", class: "button follow-button", "aria-expanded": "false", "aria-label": "Follow " + column.name, click: () => {
      if (!panel.firstChild.hasChildNodes()) panel.firstChild.append(smelt.follow(number, column.name));
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
    } }, "Follow");
    const made = element("tr", { class: "column-row", "data-column": column.name },
      element("th", { scope: "row" }, element("code", {}, column.name)),
      cell("Type", "column-type", column.type && element("code", {}, column.type)),
      cell("Description", "column-description", column.description && smelt.markdown(column.description, 4), notes(column)),
      cell("Tests", "column-tests", (column.tests ?? []).map(testMark)),
      cell(
        "From", "column-from", origins(column),
        column.copied && (column.from ?? []).length > 0 && element("span", { class: "tag", title: "The value is taken over as it is" }, "as it is"),
        column.reason && element("span", { class: "muted" }, "Perhaps more: ", column.reason)
      ),
      cell("", "column-follow", button));
    return [made, panel];
  };

  /** The table of a resource's columns; undefined where it has none. */
  smelt.columnTable = (number, details) => {
    const columns = details.columns ?? [];
    if (columns.length === 0) return undefined;
    const rows = columns.map((column) => row(number, column));
    const narrow = () => {
      const words = smelt.searchTerms(box.value);
      rows.forEach(([made, panel], place) => {
        made.hidden = !words.every(
          (word) => columns[place].name.toLowerCase().includes(word) || smelt.markdownText(columns[place].description).toLowerCase().includes(word)
        );
        if (made.hidden) panel.hidden = true;
      });
    };
    const box = element(
      "input", { type: "search", class: "field", id: "filter-columns", placeholder: "Filter columns", "aria-label": "Filter columns", input: narrow }
    );
    const has = (key) => columns.some((column) => (column[key] ?? []).length > 0);
    const title = (text, className) => element("th", { scope: "col", class: className }, text);
    return [columns.length > 12 && element("div", { class: "filters" }, box),
      element("div", { class: "columns-scroll" }, element("table", {
        class: "columns" + (has("from") || has("reason") ? "" : " no-origins")
      }, element("caption", { class: "hidden" }, "Columns"),
        element(
          "thead", {},
          element(
            "tr", {}, title("Column"), title("Type"), title("Description"), title("Tests", "column-tests"), title("From", "column-from"),
            element("td", { class: "column-follow" })
          )
        ),
        element("tbody", {}, rows))),
      details.lineage && element(
        "p", { class: "muted" }, has("from") ? "There may be more columns: " : "Where the columns come from is not known: ", details.lineage
      )];
  };

  /** Brings the row of a column into sight and marks it. */
  smelt.showColumn = (name) => {
    document.querySelector(".column-row.marked")?.classList.remove("marked");
    const row = [...document.querySelectorAll(".column-row")].find((each) => each.dataset.column === name) ??
      [...document.querySelectorAll(".column-row")].find((each) => each.dataset.column.toLowerCase() === name.toLowerCase());
    if (!row) return false;
    row.hidden = false;
    row.classList.add("marked");
    row.scrollIntoView({ block: "center" });
    return true;
  };
})();
