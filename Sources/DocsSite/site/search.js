// The search box (a combobox: `/` or Ctrl-K, arrows, Enter, Escape) and the page of all results.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const input = document.getElementById("search");
  const panel = document.getElementById("search-panel");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const most = 24;
  let active = -1;
  let callOff = () => {};

  /** A text with the words that were looked for marked. */
  const marked = (text, terms) => {
    const lower = text.toLowerCase();
    const parts = [];
    let place = 0;
    while (place < text.length) {
      let next, length;
      for (const term of terms) {
        const found = lower.indexOf(term, place);
        if (found >= 0 && (next === undefined || found < next || (found === next && term.length > length))) [next, length] = [found, term.length];
      }
      if (next === undefined || lower.length !== text.length) break;
      parts.push(text.slice(place, next), element("mark", {}, text.slice(next, next + length)));
      place = next + length;
    }
    return [...parts, text.slice(place)];
  };

  const more = ({ number, column, snippet, kind }, terms) => {
    const head = smelt.heads[number];
    if (snippet) return element(kind === "sql" ? "code" : "span", { class: "option-more" }, marked(snippet, terms));
    const place = kind === "tag" ? [head.label, head.tags?.join(", "), head.owner, head.path].filter(Boolean).join(" · ") : undefined;
    const text = column ? "column " + column : place ?? head.line ?? head.path ?? "";
    return element("span", { class: "option-more" }, marked(text, terms));
  };

  const address = (result) => smelt.link(
    result.number, result.column ? { column: result.column } : result.kind === "sql" ? { section: "sql" } : undefined
  );

  const card = (result, terms, attributes) => {
    const head = smelt.heads[result.number];
    const where = [smelt.typeName(head.type).one, head.layer].filter(Boolean).join(" · ");
    return element("a", { class: "option", href: address(result), "data-kind": result.kind, ...attributes },
      smelt.typeMark(head.type),
      element("span", { class: "option-name" }, marked(smelt.nameOf(head), result.word ? [...terms, result.word] : terms)),
      element("span", { class: "option-kind" }, where, " · ", smelt.matchKinds.get(result.kind)),
      more(result, terms));
  };

  const options = () => [...list.querySelectorAll('[role="option"]')];

  const activate = (place) => {
    const all = options();
    active = all.length === 0 ? -1 : (place + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };

  const leave = () => {
    callOff();
    close();
    input.value = "";
  };

  const open = () => {
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const option = (result, terms, place) => card(result, terms, { id: "option-" + place, role: "option", tabindex: "-1", "aria-selected": "false" });

  const fill = (results, total, terms, waiting) => {
    const chosen = options()[active]?.getAttribute("href");
    const all = element("a", {
      id: "option-all", class: "option option-all", role: "option", tabindex: "-1", "aria-selected": "false",
      href: smelt.route("/search", { q: input.value.trim() })
    },
      element("span", {}), element("span", {}, "All results for “", input.value.trim(), "”"));
    const none = results.length === 0 && !waiting && element("p", { class: "option-none" }, "Nothing found.");
    list.replaceChildren(
      ...results.map((result, place) => option(result, terms, place)), ...(none ? [none] : []), ...(total > results.length || waiting ? [all] : [])
    );
    count.textContent = smelt.plural(total, "result") + (total > results.length ? ", " + results.length + " shown" : "");
    const kept = options().findIndex((each) => each.getAttribute("href") === chosen);
    activate(kept >= 0 ? kept : 0);
    open();
  };

  const numbersOf = (results) => new Set(results.map((result) => result.number));

  // What names gave and what SQL gave, each resource once.
  const together = (text, deep) => {
    const named = smelt.search(text);
    const known = numbersOf(named);
    return [...named, ...deep.filter((result) => !known.has(result.number))];
  };

  const look = () => {
    callOff();
    const text = input.value.trim();
    if (text === "") {
      list.replaceChildren();
      count.textContent = "";
      close();
      return;
    }
    if (smelt.isPart) {
      fill([], 0, [], true);
      return;
    }
    const terms = smelt.searchTerms(text);
    const results = smelt.search(text);
    const lacking = results.length < most;
    active = -1;
    list.replaceChildren();
    fill(results.slice(0, most), results.length, terms, lacking && results.length === 0);
    if (lacking) {
      callOff = smelt.searchDeep(text, numbersOf(results), most, (deep) => {
        const all = together(text, deep);
        if (all.length !== results.length || results.length === 0) fill(all.slice(0, most), all.length, terms);
      });
    }
  };

  const enter = () => {
    const chosen = options()[active];
    const address = chosen ? chosen.getAttribute("href") : smelt.route("/search", { q: input.value.trim() });
    leave();
    input.blur();
    smelt.go(address);
  };

  const keys = new Map([
    ["ArrowDown", () => (panel.hidden ? look() : activate(active + 1))],
    ["ArrowUp", () => activate(active - 1)],
    ["Enter", () => input.value.trim() !== "" && enter()],
    ["Escape", () => {
      if (panel.hidden) input.value = "";
      close();
    }],
  ]);

  input.addEventListener("input", look);
  input.addEventListener("focus", () => {
    smelt.prepareSearch(true);
    if (input.value.trim() !== "") look();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || !keys.has(event.key)) return;
    event.preventDefault();
    keys.get(event.key)();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", leave);
  input.addEventListener("blur", close);
  addEventListener("hashchange", leave);
  smelt.prepareSearch(false);

  const typing = (target) => /^(input|select|textarea)$/i.test(target.tagName) || target.isContentEditable;

  addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !control) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  const groups = [
    ["Names", ["exact", "prefix", "start", "inside"]], ["Similar names", ["similar"]], ["Columns", ["column"]], ["Tags, owners, places", ["tag"]],
    ["Descriptions", ["description"]], ["SQL", ["sql"]]
  ];

  const section = (title, results, terms) => {
    const shown = results.slice(0, 50);
    const rest = element(
      "li", {}, element("span", { class: "muted" }, smelt.count(results.length - shown.length), " more: add a word to see fewer.")
    );
    return element("section", { class: "results" }, element("h2", {}, title, " ", element("span", { class: "count" }, smelt.count(results.length))),
      element("ul", { class: "plain" }, shown.map((result) => element("li", {}, card(result, terms))), results.length > shown.length && rest));
  };

  smelt.pages.set("search", (main, _, parameters) => {
    const text = parameters.get("q") ?? "";
    const terms = smelt.searchTerms(text);
    const results = smelt.search(text);
    const place = element("div");
    const line = element("p", { class: "muted", role: "status" }, "Looking …");
    const draw = (all) => {
      line.textContent = smelt.plural(all.length, "result") + (smelt.site.split ? " in names, columns and first sentences of descriptions" : "");
      place.replaceChildren(
        ...groups.map(
          ([title, kinds]) => [title, all.filter((result) => kinds.includes(result.kind))]
        ).filter(([, found]) => found.length > 0).map(([title, found]) => section(title, found, terms))
      );
    };
    smelt.append(main, element("h1", {}, "Search: ", text), line, place);
    draw(results);
    const stop = smelt.searchDeep(text, numbersOf(results), 500, (deep) => draw(together(text, deep)));
    return { title: "Search: " + text, leave: stop };
  });
})();
