// The page of the whole lineage: selection, filters and the drawing; all of it stands in the address.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, heads } = smelt;
  const filters = ["layer", "type", "status", "tag"];
  const parameters = ["select", "exclude", ...filters, "focus"];

  const values = {
    layer: (head) => (head.layer === undefined ? [] : [head.layer]),
    type: (head) => [head.type],
    status: (head) => [head.status, head.verdict].filter(Boolean),
    tag: (head) => head.tags ?? [],
  };
  const names = { layer: "Layer", type: "Type", status: "Status", tag: "Tag" };

  const offered = (filter, numbers) => {
    const found = [...new Set(numbers.flatMap((number) => values[filter](heads[number])))];
    if (filter !== "layer") return found.sort(smelt.compare);
    return (smelt.site.layers ?? []).map((each) => each.name).filter((name) => found.includes(name));
  };

  const chooser = (filter, numbers, state, changed) => {
    const options = offered(filter, numbers);
    if (options.length < 2 && !state[filter]) return undefined;
    const box = element("select", { id: "lineage-" + filter, change: () => changed({ [filter]: box.value }) }, element("option", { value: "" }, "Any"),
      options.map((value) => element("option", { value }, filter === "type" ? smelt.typeName(value).many : value)));
    if (state[filter] && !options.includes(state[filter])) box.append(element("option", { value: state[filter] }, state[filter]));
    box.value = state[filter] ?? "";
    return element("div", { class: "lineage-filter" }, element("label", { for: "lineage-" + filter }, names[filter]), box);
  };

  /** What a set of resources looks like in the drawing: tests have no boxes, so what they test stands for them where there is nothing else. */
  const boxesOf = (numbers) => {
    const boxes = [...numbers].filter(smelt.lineage.isDrawn);
    const others = numbers.size - boxes.length;
    if (boxes.length || !others) return { boxes, others };
    const tested = new Set([...numbers].flatMap((number) => (heads[number].parents ?? []).filter(smelt.lineage.isDrawn)));
    return { boxes: [...tested], others, isTested: true };
  };

  const summary = (count, others, isTested, all) => {
    const drawn = count === all ? `All ${smelt.plural(all, "resource")}` : `${smelt.count(count)} of ${smelt.plural(all, "resource")}`;
    if (!others) return drawn + ".";
    const tests = smelt.plural(others, "test or other resource", "tests and other resources") + " without a box";
    return isTested ? `${tests}; shown is what they belong to: ${drawn}.` : `${drawn}, and ${tests}.`;
  };

  const passes = (state) => (number) => filters.every((filter) => !state[filter] || values[filter](heads[number]).includes(state[filter]));

  const typed = (state) => [state.select, state.exclude && "--exclude " + state.exclude].filter(Boolean).join(" ");

  /**
   * Shows the whole lineage in an element. `query` is a URLSearchParams with `select`, `exclude`, `layer`, `type`, `status`, `tag` and `focus`
   * (a unique id), or nothing.
   */
  smelt.lineage.whole = (container, query) => {
    const state = Object.fromEntries(parameters.map((name) => [name, query?.get(name) ?? undefined]));
    const all = smelt.lineage.drawn();
    if (!all.length) {
      container.replaceChildren(element("p", { class: "muted" }, "There is nothing to draw: the project has no models, seeds or sources."));
      return;
    }
    let shown = all;
    let chosen = new Set(all);
    let turn = 0;

    const message = element("p", { class: "lineage-message", id: "lineage-message", role: "status" });
    const select = element("input", {
      class: "field", id: "lineage-select", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", value: typed(state),
      placeholder: "+model+  tag:daily,path:models/gold  --exclude source:raw", "aria-describedby": "lineage-message",
    });

    const changed = (changes) => {
      Object.assign(state, changes);
      smelt.setParameters?.(changes);
      apply();
    };
    const submit = (event) => {
      event?.preventDefault();
      try {
        const parts = smelt.selectors.split(select.value);
        changed({ select: parts.select || undefined, exclude: parts.exclude || undefined });
      } catch (error) {
        refuse(error);
      }
    };
    select.addEventListener("change", submit);

    const form = element("form", { class: "lineage-tools", submit, "aria-label": "What is drawn" },
      element("div", { class: "lineage-select" }, element("label", { for: "lineage-select" }, "Select"), select),
      filters.map((filter) => chooser(filter, all, state, changed)),
      smelt.lineage.find(() => shown, (number) => {
        graph?.centre(number, Math.max(graph.zoom(), 0.8));
        graph?.choose(number);
        graph?.stage.focus({ preventScroll: true });
      }),
      element("button", { class: "button", type: "button", click: () => {
        select.value = "";
        form.querySelectorAll("select").forEach((box) => (box.value = ""));
        changed(Object.fromEntries(parameters.map((name) => [name, undefined])));
      } }, "Reset"));
    const drawing = element("div", { class: "lineage-whole" });
    container.replaceChildren(form, message, drawing);
    const graph = smelt.lineage.graph(drawing, {
      label: "Lineage", isWhole: true,
      focused: (number) => {
        state.focus = number === undefined ? undefined : heads[number].id;
        smelt.setParameters?.({ focus: state.focus });
      },
    });
    const list = smelt.lineage.list(container);
    if (!graph) list.open();
    const whole = smelt.lineage.wholeScene();
    drawing.style.setProperty("--whole-height", Math.round((whole.height - whole.top) * Math.min(1, drawing.clientWidth / whole.width) + 120) + "px");

    const refuse = (error) => {
      if (!(error instanceof smelt.selectors.SelectionError)) throw error;
      message.classList.add("bad");
      select.setAttribute("aria-invalid", "true");
      message.textContent = error.message;
    };

    const show = async (unmatched, own) => {
      const { boxes, others, isTested } = boxesOf(chosen);
      const wanted = new Set(boxes);
      shown = all.filter((number) => wanted.has(number) && (isTested || passes(state)(number)));
      const isFiltered = filters.some((filter) => state[filter]);
      const notes = unmatched.map((text) => ` The selection criterion '${text}' does not match any enabled nodes.`);
      message.textContent = (shown.length ? summary(shown.length, isFiltered ? 0 : others, isTested, all.length) : "Nothing is left to draw.") + notes.join("");
      message.classList.toggle("bad", false);
      message.classList.toggle("warn", notes.length > 0);
      select.removeAttribute("aria-invalid");
      const focus = state.focus === undefined ? undefined : smelt.number(state.focus);
      await smelt.selectors.rest();
      if (own !== turn) return;
      graph?.show(shown.length === all.length ? whole : smelt.lineage.sceneOf(shown), { focus });
      if (focus !== undefined && graph && graph.zoom() < 0.4 && shown.includes(focus)) graph.centre(focus, 0.8);
      await smelt.selectors.rest();
      if (own !== turn) return;
      list.show(shown.length === all.length && !others ? shown : [...new Set([...shown, ...(isFiltered ? [] : chosen)])]);
    };

    const apply = async () => {
      const own = (turn += 1);
      try {
        const found = state.select || state.exclude ? await smelt.selectors.select(state) : { numbers: new Set(all), unmatched: [] };
        if (own !== turn || !container.isConnected) return;
        chosen = found.numbers;
        await show(found.unmatched, own);
      } catch (error) {
        refuse(error);
        if (!shown.length || !graph) return;
        graph.show(shown.length === all.length ? whole : smelt.lineage.sceneOf(shown), {});
      }
    };
    apply();
  };
})();
