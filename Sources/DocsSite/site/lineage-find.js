// The box that finds a resource in the drawing by its name.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, heads } = smelt;
  const most = 8;

  const matching = (numbers, text) => {
    const wanted = text.toLowerCase();
    const found = [];
    for (const number of numbers) {
      const name = smelt.nameOf(heads[number]).toLowerCase();
      const at = name.indexOf(wanted);
      if (at >= 0) found.push([name === wanted ? 0 : at === 0 ? 1 : /[^a-z0-9]/.test(name[at - 1]) ? 2 : 3, name.length, number]);
    }
    return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]).slice(0, most).map(([, , number]) => number);
  };

  /** A labelled box that lists the resources with what is typed in their name. `numbers()` gives those to look in, `pick(number)` hears which is taken. */
  smelt.lineage.find = (numbers, pick) => {
    const list = element("ul", { class: "lineage-found", id: "lineage-found", role: "listbox", "aria-label": "Resources", hidden: true });
    const input = element("input", {
      class: "field", id: "lineage-find", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": "lineage-found", placeholder: "Name",
    });
    let found = [];
    let at = 0;

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const take = (number) => {
      close();
      if (number === undefined) return;
      input.value = smelt.nameOf(heads[number]);
      pick(number);
    };
    const mark = () => {
      [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      input.setAttribute("aria-activedescendant", "lineage-found-" + at);
    };
    const option = (number, index) => element("li", {
      id: "lineage-found-" + index, role: "option", pointerdown: (event) => {
        event.preventDefault();
        take(number);
      },
    }, smelt.typeMark(heads[number].type), element("span", {}, smelt.nameOf(heads[number])));

    input.addEventListener("input", () => {
      const text = input.value.trim();
      found = text ? matching(numbers(), text) : [];
      at = 0;
      list.replaceChildren(...found.map(option));
      if (text && !found.length) list.append(element("li", { class: "muted", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No resource shown has this in its name"));
      list.hidden = !text;
      input.setAttribute("aria-expanded", String(Boolean(text)));
      if (found.length) mark();
      else input.removeAttribute("aria-activedescendant");
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") take(found[at]);
      else if (event.key === "Escape") close();
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
        at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        mark();
      } else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    return element("div", { class: "lineage-find" }, element("label", { for: "lineage-find" }, "Find"), input, list);
  };
})();
