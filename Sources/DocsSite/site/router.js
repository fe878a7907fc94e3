// Which page the address asks for; titles, focus and the place on the page. The last script: it starts everything.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const main = document.getElementById("main");
  const places = new Map();
  let shown, entry;

  /** The route of an address: name of the page, rest of the path, parameters. Addresses of dbt's own site (`#!/model/<unique id>`) are understood. */
  const parse = (hash) => {
    const old = /^#!\/([a-z_]+)(?:\/([^?#]*))?/.exec(hash);
    if (old) {
      if (old[1] === "overview") return { page: old[2] ? "package" : "overview", rest: smelt.decoded(old[2] ?? ""), parameters: new URLSearchParams() };
      if (old[1] === "source_list") return { page: "list", rest: "source", parameters: new URLSearchParams({ q: smelt.decoded(old[2] ?? "") }) };
      return { page: "node", rest: smelt.decoded(old[2] ?? ""), parameters: new URLSearchParams() };
    }
    const [path, ...question] = hash.replace(/^#\/?/, "").split("?");
    const [page, ...rest] = path.split("/");
    return { page: page || "overview", rest: rest.map(smelt.decoded).join("/"), parameters: new URLSearchParams(question.join("?")) };
  };

  const current = () => {
    const hash = location.hash;
    const asked = /^#!?\//.test(hash);
    if (!asked && smelt.isPart) return { page: "node", rest: smelt.heads[smelt.site.page].id, parameters: new URLSearchParams() };
    return parse(asked ? hash : "#/");
  };

  // In the pages of --split a route that lives in another file leads there.
  const elsewhere = (route) => {
    if (!smelt.site.split) return undefined;
    const own = smelt.isPart ? smelt.heads[smelt.site.page].id : undefined;
    if (route.page === "node" && route.rest !== own && (smelt.isPart || smelt.number(route.rest) !== undefined)) return smelt.linkToId(route.rest);
    if (route.page !== "node" && smelt.isPart) return smelt.site.root + "index.html" + location.hash;
    return undefined;
  };

  const footer = () =>
    element("footer", { class: "footer" }, "Made by smelt ", smelt.site.version, ", ", smelt.time(smelt.site.generated_at), ". ",
      "Project ", smelt.site.project.name, " ", smelt.site.project.version, ", target ", smelt.site.project.target, " (", smelt.site.project.adapter, ").");

  const show = (first) => {
    const route = current();
    const address = elsewhere(route);
    if (address) {
      location.replace(address);
      return;
    }
    const name = route.page + "/" + route.rest;
    const known = history.state?.place;
    const top = places.get(known) ?? history.state?.top;
    entry = known ?? crypto.getRandomValues(new Uint32Array(1))[0];
    if (!known) history.replaceState({ place: entry }, "");
    if (name === shown?.name && shown.update?.(route.parameters)) {
      if (top !== undefined) scrollTo({ top, behavior: "instant" });
      return;
    }

    shown?.leave?.();
    const page = smelt.pages.get(route.page) ?? smelt.pages.get("unknown");
    const content = element("div", { class: "page page-" + (smelt.pages.has(route.page) ? route.page : "unknown") });
    main.replaceChildren(content);
    shown = { name, ...page(content, route.rest, route.parameters) };
    content.append(footer());
    document.title = (shown.title ? shown.title + " · " : "") + smelt.site.project.name;
    smelt.navigation?.select(route);
    if (!first) arrive(content);
    scrollTo({ top: top ?? 0, behavior: "instant" });
    shown.arrived?.(route.parameters, top !== undefined);
  };

  const arrive = (content) => {
    const heading = content.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  };

  /** Changes the parameters of the address and nothing else: for filters and tabs, which are part of the place but no place of their own. */
  smelt.setParameters = (changes) => {
    const route = current();
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined || value === "") route.parameters.delete(key);
      else route.parameters.set(key, value);
    }
    const text = route.parameters.toString();
    const rest = route.rest ? "/" + route.rest.split("/").map(encodeURIComponent).join("/") : "";
    history.replaceState(history.state, "", "#/" + (route.page === "overview" ? "" : route.page) + rest + (text ? "?" + text : ""));
  };

  /** Goes to an address that `link` or `route` gave. */
  smelt.go = (address) => location.assign(address);

  /** Says something to those who hear the page. */
  smelt.announce = (text) => (document.getElementById("announcer").textContent = text);

  // On paper everything is open.
  addEventListener("beforeprint", () => main.querySelectorAll("details:not([open])").forEach((each) => {
    each.open = true;
    addEventListener("afterprint", () => (each.open = false), { once: true });
  }));

  history.scrollRestoration = "manual";
  // The place on a page is kept for the way back, and with the entry of the history for when the file is loaded again.
  let resting;
  const keep = (at) => at === entry && history.replaceState({ place: at, top: places.get(at) }, "");
  addEventListener("scroll", () => {
    places.set(entry, scrollY);
    clearTimeout(resting);
    resting = setTimeout(keep, 250, entry);
  }, { passive: true });
  addEventListener("hashchange", () => (/^#!?\//.test(location.hash) || location.hash === "") && show(false));
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  document.getElementById("brand-name").textContent = smelt.site.project.name;
  document.getElementById("brand").href = smelt.route("/");
  show(true);
})();
