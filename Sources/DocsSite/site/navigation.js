// The tree at the left: layers or folders with their models, and the other things of the project. Branches are made when they are opened.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const panel = document.getElementById("navigation");
  const menu = document.getElementById("menu");
  const most = 400;
  const links = new Map();
  const roots = [];

  const row = (content, open) => element("div", { class: "nav-row" + (open ? "" : " nav-leaf") }, open, content);

  const leaf = (number) => {
    const head = smelt.heads[number];
    const kind = smelt.health(head);
    const mark = (kind === "bad" || kind === "warn") && smelt.shape(kind, smelt.kindWord(kind));
    const link = element("a", { href: smelt.link(number), title: head.id }, smelt.typeMark(head.type), element("span", { class: "resource-name" }, head.name), mark);
    links.set(number, link);
    return element("li", {}, row(link));
  };

  class Branch {
    constructor({ title, numbers, href, parts, bare }) {
      Object.assign(this, { numbers, parts, href });
      this.list = element("ul", { hidden: true });
      this.button = !bare && element("button", {
        type: "button", class: "nav-open", "aria-expanded": "false", "aria-label": title, click: () => this.toggle()
      },
        svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("path", { d: "M4 2l4 4-4 4" })));
      this.link = element(
        "a", { href }, element("span", { class: "nav-text" }, title), element("span", { class: "nav-count" }, smelt.count(numbers.length))
      );
      this.element = element("li", {}, row(this.link, this.button), !bare && this.list);
    }

    fill() {
      if (this.filled) return;
      this.filled = true;
      const { branches, leaves } = this.parts(this.numbers);
      this.branches = branches;
      const shown = leaves.slice(0, most);
      this.list.append(...branches.map((branch) => branch.element), ...shown.map(leaf));
      if (shown.length < leaves.length) this.list.append(
        element("li", {}, row(element("a", { href: this.href }, "All " + smelt.count(leaves.length))))
      );
    }

    toggle(open = this.list.hidden) {
      if (!this.button) return;
      this.fill();
      this.list.hidden = !open;
      this.button.setAttribute("aria-expanded", String(open));
    }

    /** Opens the way to a resource. */
    reveal(number) {
      if (!this.button || !this.numbers.includes(number)) return;
      this.toggle(true);
      this.branches.forEach((branch) => branch.reveal(number));
    }
  }

  const byName = (numbers) => [...numbers].sort((one, other) => smelt.compare(smelt.heads[one].name, smelt.heads[other].name));

  const folders = (parameters, depth) => (numbers) => {
    const inner = (number) => smelt.heads[number].fqn.slice(1, -1);
    const groups = smelt.groupBy(numbers, (number) => inner(number)[depth]);
    if (groups.size === 1 && [...groups.values()][0].length === numbers.length) return folders(parameters, depth + 1)(numbers);
    const branches = [...groups].sort((one, other) => smelt.compare(one[0], other[0])).map(([name, members]) => {
      const folder = inner(members[0]).slice(0, depth + 1).join("/");
      return new Branch(
        { title: name, numbers: members, href: smelt.route("/list/model", { ...parameters, folder }), parts: folders(parameters, depth + 1) }
      );
    });
    return { branches, leaves: byName(numbers.filter((number) => inner(number).length <= depth)) };
  };

  const flat = (numbers) => ({ branches: [], leaves: byName(numbers) });

  const bySource = (numbers) => {
    const groups = smelt.groupBy(numbers, (number) => smelt.heads[number].source ?? "");
    const branches = [...groups].sort((one, other) => smelt.compare(one[0], other[0])).map(([name, members]) =>
      new Branch({ title: name, numbers: members, href: smelt.route("/list/source", { q: name + "." }), parts: flat }));
    return { branches, leaves: [] };
  };

  const heading = (title) => element("h2", {}, title);
  const add = (list, branch) => {
    roots.push(branch);
    list.append(branch.element);
  };

  const models = () => {
    const list = element("ul");
    const layers = smelt.site.layers ?? [];
    const all = smelt.ofType("model");
    const own = all.filter((number) => smelt.heads[number].package === smelt.site.project.name);
    for (const { name } of layers) {
      const numbers = all.filter((number) => smelt.heads[number].layer === name);
      add(list, new Branch({ title: name, numbers, href: smelt.route("/list/model", { layer: name }), parts: folders({ layer: name }, 0) }));
    }
    const rest = own.filter((number) => !smelt.heads[number].layer);
    if (rest.length > 0) add(
      list,
      new Branch({ title: layers.length > 0 ? "other models" : "all models", numbers: rest, href: smelt.route("/list/model"), parts: folders({}, 0) })
    );
    const foreign = smelt.groupBy(
      all.filter((number) => !smelt.heads[number].layer && smelt.heads[number].package !== smelt.site.project.name),
      (number) => smelt.heads[number].package
    );
    for (const [name, numbers] of foreign) add(
      list, new Branch({ title: name, numbers, href: smelt.route("/list/model", { package: name }), parts: folders({ package: name }, 0) })
    );
    if (roots[0] && layers.length === 0 && rest.length > 0) roots[0].toggle(true);
    return all.length > 0 ? [heading(layers.length > 0 ? "Layers" : "Models"), list] : [];
  };

  const others = () => {
    const list = element("ul");
    const bare = new Set(["test", "unit_test", "macro"]);
    const order = ["source", ...smelt.types.filter((type) => type !== "model" && type !== "source")];
    for (const type of order) {
      const numbers = smelt.ofType(type);
      if (numbers.length === 0) continue;
      add(
        list,
        new Branch(
          {
            title: smelt.typeName(type).many, numbers, href: smelt.route("/list/" + type), parts: type === "source" ? bySource : flat,
            bare: bare.has(type)
          }
        )
      );
    }
    return [heading("Project"), list];
  };

  const lists = () => [
    heading("Project"),
    element("ul", {},
      (smelt.site.layers ?? []).map(({ name }) => element("li", {}, row(element("a", { href: smelt.route("/list/model", { layer: name }) }, name)))),
      ["model", "source", "exposure", "test", "macro"].map(
        (type) => element("li", {}, row(element("a", { href: smelt.route("/list/" + type) }, smelt.typeName(type).many)))
      )),
  ];

  const places = new Map();
  const place = (page, path, title, count) => {
    const link = element("a", { href: smelt.route(path) }, element("span", { class: "nav-text" }, title), count);
    places.set(page, link);
    return element("li", {}, row(link));
  };

  const troubles = () => {
    if (smelt.isPart) return undefined;
    const { failing, warning } = smelt.problems();
    const count = failing.length || warning.length;
    return count > 0 && element(
      "span", { class: "nav-count " + (failing.length > 0 ? "bad" : "warn") }, smelt.count(count),
      element("span", { class: "hidden" }, failing.length > 0 ? " failing" : " warnings")
    );
  };

  const close = () => {
    panel.classList.remove("open");
    menu.setAttribute("aria-expanded", "false");
  };

  /** The tree; `select(route)` marks where the reader is. */
  smelt.navigation = {
    select({ page, rest, parameters }) {
      close();
      panel.querySelector("[aria-current]")?.removeAttribute("aria-current");
      let link = places.get(page);
      const number = page === "node" ? smelt.number(rest) : undefined;
      if (number !== undefined) {
        roots.forEach((root) => root.reveal(number));
        link = links.get(number);
      } else if (page === "list") {
        const address = smelt.route("/list/" + rest, Object.fromEntries(parameters));
        link = roots.find((root) => root.href === address)?.link;
      }
      link?.setAttribute("aria-current", "page");
      if (!link || panel.clientHeight === 0) return;
      const top = link.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      if (top < 0 || top > panel.clientHeight - 40) panel.scrollTop += top - panel.clientHeight / 3;
    },
  };

  menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(panel.classList.toggle("open"))));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.classList.contains("open")) return;
    close();
    menu.focus();
  });
  panel.append(element(
    "ul", {}, place("overview", "/", "Overview"), place("problems", "/problems", "Problems", troubles()), place("lineage", "/lineage", "Lineage")
  ),
    ...(smelt.isPart ? lists() : [...models(), ...others()]));
})();
