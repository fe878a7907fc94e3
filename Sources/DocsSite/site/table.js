// Dense tables that can be sorted. Of long ones only the rows in sight are in the page.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const rowHeight = 34;
  const wholeUpTo = 150;
  const spare = 12;

  const ordered = (rows, column, down) => {
    const keys = new Map(rows.map((row) => [row, column.value(row)]));
    const empty = (key) => key === undefined || key === "";
    const fold = (key) => (typeof key === "string" ? key.toLowerCase() : key);
    return rows
      .map((row) => [fold(keys.get(row)), row])
      .sort(([one], [other]) => {
        if (empty(one) || empty(other)) return empty(one) - empty(other);
        return (one < other ? -1 : one > other ? 1 : 0) * (down ? -1 : 1);
      })
      .map(([, row]) => row);
  };

  class Table {
    constructor({ label, columns, rows, sort, sorted, limited }) {
      Object.assign(this, { columns, sorted, all: rows });
      this.body = element("tbody");
      this.buttons = new Map();
      const head = element("tr", {}, columns.map((column) => this.header(column)));
      const widths = element("colgroup", {}, columns.map((column) => {
        const made = element("col", { class: column.class });
        if (column.width) made.style.setProperty("width", column.width);
        return made;
      }));
      this.table = element(
        "table", { class: "table" }, element("caption", { class: "hidden" }, label), widths, element("thead", {}, head), this.body
      );
      this.element = element(
        "div", { class: "table-scroll" + (limited ? " limited" : ""), role: "region", "aria-label": label, tabindex: "0", scroll: () => this.draw() },
        this.table
      );
      const [name, down] = sort?.startsWith("-") ? [sort.slice(1), true] : [sort, false];
      this.column = columns.find((column) => column.key === name);
      this.down = down;
      this.setRows(rows);
      addEventListener("beforeprint", this.print = () => this.draw(true));
    }

    header(column) {
      const arrow = svg("svg", { viewBox: "0 0 12 12", class: "sort-arrow", "aria-hidden": "true" }, svg("path", { d: "M6 2.5v7M3 6.5l3 3 3-3" }));
      const cell = element("th", { scope: "col", class: column.class },
        column.value ? element("button", { type: "button", class: "sort", click: () => this.sortBy(column) }, column.title, arrow) : column.title);
      this.buttons.set(column, cell);
      return cell;
    }

    sortBy(column) {
      this.down = this.column === column ? !this.down : Boolean(column.downFirst);
      this.column = column;
      this.setRows(this.all);
      this.sorted?.((this.down ? "-" : "") + column.key);
    }

    /** Shows other rows. */
    setRows(rows) {
      this.all = rows;
      this.rows = this.column ? ordered(rows, this.column, this.down) : rows;
      for (const [column, cell] of this.buttons) {
        if (column === this.column) cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      }
      this.table.setAttribute("aria-rowcount", String(rows.length + 1));
      this.shown = undefined;
      this.draw();
    }

    row(place) {
      const row = this.rows[place];
      return element("tr", { "aria-rowindex": String(place + 2) }, this.columns.map((column, index) => {
        const content = column.cell ? column.cell(row) : String(column.value(row) ?? "");
        const title = typeof content === "string" && content.length > 24 ? content : undefined;
        return element(index === 0 ? "th" : "td", { class: column.class, title, scope: index === 0 ? "row" : undefined }, content);
      }));
    }

    spacer(rows) {
      const cell = element("td", { colspan: String(this.columns.length) });
      cell.style.setProperty("height", rows * rowHeight + "px");
      return element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
    }

    draw(whole = false) {
      const count = this.rows.length;
      let from = 0;
      let to = count;
      if (!whole && count > wholeUpTo) {
        const height = this.element.clientHeight || 800;
        from = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - spare);
        to = Math.min(count, from + Math.ceil(height / rowHeight) + 2 * spare);
        if (this.shown && this.shown[0] <= Math.max(0, from + spare - 2) && this.shown[1] >= Math.min(count, to - spare + 2)) return;
      } else if (this.shown?.[0] === from && this.shown?.[1] === to) return;
      this.shown = [from, to];
      const rows = [];
      for (let place = from; place < to; place += 1) rows.push(this.row(place));
      this.body.replaceChildren(...(from > 0 ? [this.spacer(from)] : []), ...rows, ...(to < count ? [this.spacer(count - to)] : []));
    }

    /** Must be called when the table leaves the page. */
    leave() {
      removeEventListener("beforeprint", this.print);
    }
  }

  /** A table: `columns` have `key`, `title`, `value(row)` to sort by, `cell(row)` to show, `width`, `class`; `sort` is a key, with `-` in front for downwards;
   * `sorted(sort)` hears of it; `limited` keeps a long table low. Gives an object with `element`, `setRows(rows)` and `leave()`. */
  smelt.table = (options) => new Table(options);
})();
