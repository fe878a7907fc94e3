// The lineage around one resource, a few steps up and down, on its page.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, heads } = smelt;
  const most = 60;
  const highest = 460;
  const least = 0.5;

  /** The selection that names one resource. */
  smelt.lineage.selectorOf = (head) => {
    if (head.type === "source") return `source:${head.package}.${head.source}.${head.name}`;
    if (["exposure", "metric", "semantic_model", "saved_query", "unit_test"].includes(head.type)) return `${head.type}:${head.package}.${head.name}`;
    return (head.fqn ?? [head.name]).join(".");
  };

  const around = (start, steps) => {
    const walk = (side) => smelt.selectors.reachable(start, (number) => smelt.lineage.neighbours(number)[side], steps);
    return new Set([...start, ...walk("up"), ...walk("down")]);
  };

  const wholeLink = (number, steps) => {
    const depth = steps === Infinity ? "" : String(steps);
    const select = depth + "+" + smelt.lineage.selectorOf(heads[number]) + "+" + depth;
    return smelt.route("/lineage", { select, focus: heads[number].id });
  };

  /** Draws what is around a resource into an element, with controls for how far. */
  smelt.lineage.neighbourhood = (container, number) => {
    const start = smelt.lineage.isDrawn(number) ? [number] : (heads[number].parents ?? []).filter(smelt.lineage.isDrawn);
    if (!start.length) return;
    let numbers = around(start, 2);
    let steps = 2;
    if (numbers.size > most || smelt.isPart) [steps, numbers] = [1, around(start, 1)];

    const choices = [1, 2, 3, Infinity];
    const buttons = choices.map((each) => smelt.isPart && each > 1
      ? element("a", { class: "button", href: wholeLink(number, each), "aria-label": each === Infinity ? "All steps, in the whole lineage" : each + " steps, in the whole lineage" }, each === Infinity ? "All" : String(each))
      : element("button", { class: "button", type: "button", "aria-pressed": String(each === steps), click: () => take(each) }, each === Infinity ? "All" : String(each)));
    const tools = element("div", { class: "lineage-steps" },
      element("div", { role: "group", "aria-label": "Steps up and down" }, element("span", { class: "muted", "aria-hidden": "true" }, "Steps"), buttons),
      element("a", { href: wholeLink(number, Infinity) }, "In the whole lineage"));
    const drawing = element("div", { class: "lineage-part" });
    container.replaceChildren(tools, drawing);
    const known = (each) => smelt.lineage.neighbours(each);
    const graph = smelt.lineage.graph(drawing, {
      label: "Lineage around " + smelt.nameOf(heads[number]),
      hidden: smelt.isPart ? undefined : (each) => ({
        up: known(each).up.filter((other) => !numbers.has(other)).length, down: known(each).down.filter((other) => !numbers.has(other)).length,
      }),
      expand: smelt.isPart ? undefined : (each) => {
        const before = numbers.size;
        numbers = new Set([...numbers, ...known(each).up, ...known(each).down]);
        smelt.announce?.(smelt.plural(numbers.size - before, "more resource"));
        show(each);
      },
    });
    const list = smelt.lineage.list(container);

    const show = (focus) => {
      const scene = smelt.lineage.sceneOf([...numbers]);
      const fitting = (drawing.clientWidth || 600) / scene.width;
      const zoom = fitting < least ? 0.75 : Math.min(1, fitting);
      const height = (scene.height - scene.top) * zoom + smelt.lineage.head(scene);
      drawing.style.setProperty("--stage-height", Math.round(Math.max(130, Math.min(highest, height))) + "px");
      scene.origin = scene.index.get(number);
      graph?.show(scene, { focus, isKept: focus !== undefined });
      if (focus === undefined && graph && graph.zoom() < least) graph.centre(start[0], 0.75);
      list.show(numbers);
    };
    const take = (each) => {
      [steps, numbers] = [each, around(start, each)];
      buttons.forEach((button, index) => button.tagName === "BUTTON" && button.setAttribute("aria-pressed", String(choices[index] === steps)));
      show();
    };
    if (!graph) list.open();
    show();
  };
})();
