// The path of one column: the columns it is made of up to the sources, and those made of it.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg, heads } = smelt;
  const most = 400;
  const [width, head, line, gapX, gapY, margin] = [230, 34, 26, 80, 20, 20];

  const key = (number, name) => number + "." + name.toLowerCase();

  /** All columns on the way in one direction, read a few at a time; edges lead downstream. */
  const walk = async (start, direction, found) => {
    const open = [start];
    const seen = new Set([key(...start)]);
    let until = performance.now() + 12;
    while (open.length && found.columns.size < most) {
      const [number, name] = open.shift();
      for (const [other, column] of smelt.columnStep(number, name, direction) ?? []) {
        if (!smelt.lineage.isDrawn(other)) continue;
        const ends = [key(other, column), key(number, name)];
        if (direction === "to") ends.reverse();
        found.edges.set(ends.join(" "), ends);
        found.columns.set(key(other, column), [other, column]);
        if (seen.has(key(other, column))) continue;
        seen.add(key(other, column));
        open.push([other, column]);
      }
      if (performance.now() < until) continue;
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + 12;
    }
    found.isCut ||= open.length > 0;
  };

  /** Boxes of different heights: each near the middle of those it is made of, none over another. */
  const places = (scene, columnsOf) => {
    const height = (box) => head + line * columnsOf(scene.numbers[box]).length + 6;
    const lefts = scene.columns.map((_, index) => margin + index * (width + gapX));
    const tops = [];
    scene.columns.forEach(({ boxes }) => {
      let free = margin;
      for (const box of boxes) {
        const parents = scene.up[box].filter((parent) => tops[parent] !== undefined);
        const wish = parents.length ? parents.reduce((sum, parent) => sum + tops[parent], 0) / parents.length : margin;
        tops[box] = Math.max(free, Math.round(wish));
        free = tops[box] + height(box) + gapY;
      }
    });
    const bottom = scene.numbers.reduce((lowest, _, box) => Math.max(lowest, tops[box] + height(box)), 0) + gapY;
    return { lefts, left: (box) => lefts[scene.column[box]], top: (box) => tops[box], height, size: [lefts.length * (width + gapX) - gapX + 2 * margin, bottom + margin] };
  };

  const boxOf = (number, columns, origin, at) => {
    const box = element("li", { class: "column-box" }, smelt.resource(number),
      element("ul", {}, columns.map((name) => element("li", { class: key(number, name) === origin && "column-origin" },
        element("a", { href: smelt.link(number, { column: name }), "aria-current": key(number, name) === origin && "true" }, element("code", {}, name))))));
    for (const [name, value] of Object.entries(at)) box.style.setProperty(name, value + "px");
    return box;
  };

  /** The height nearest to `y` at which an edge passes the boxes of a column. */
  const passage = (boxes, at, y) => {
    const room = gapY / 2;
    const isFree = (height) => boxes.every((box) => height <= at.top(box) - room || height >= at.top(box) + at.height(box) + room);
    const heights = [y, ...boxes.flatMap((box) => [at.top(box) - room, at.top(box) + at.height(box) + room])].filter(isFree);
    return heights.reduce((best, height) => (Math.abs(height - y) < Math.abs(best - y) ? height : best));
  };

  /** The line of an edge from a place right of one column to a place left of another, past the boxes between. */
  const curve = (scene, at, [fromBox, x, y], [toBox, toX, toY]) => {
    let path = `M${x} ${y}`;
    const bend = (left, height) => {
      const pull = Math.max(24, (left - x) / 2);
      path += `C${x + pull} ${y} ${left - pull} ${height} ${left} ${height}`;
      [x, y] = [left, height];
    };
    const last = scene.column[toBox];
    for (let place = scene.column[fromBox] + 1; place < last; place += 1) {
      bend(at.lefts[place], passage(scene.columns[place].boxes, at, y + (toY - y) / (last - place + 1)));
      x += width;
      path += `H${x}`;
    }
    bend(toX, toY);
    return path;
  };

  /** Draws the path of a column of a resource into an element. Gives a promise. */
  smelt.lineage.column = async (container, number, column) => {
    container.replaceChildren(element("p", { class: "muted" }, "Reading …"));
    const origin = key(number, column);
    const found = { columns: new Map([[origin, [number, column]]]), edges: new Map(), isCut: false };
    await walk([number, column], "from", found);
    await walk([number, column], "to", found);
    if (!found.edges.size || !smelt.lineage.isDrawn(number)) {
      container.replaceChildren(element("p", { class: "muted" }, "No column before or behind this one is known."));
      return;
    }
    const byResource = smelt.groupBy([...found.columns.values()], ([each]) => each);
    const columnsOf = (each) => byResource.get(each).map(([, name]) => name);
    const scene = smelt.lineage.sceneOf([...byResource.keys()]);
    const at = places(scene, columnsOf);
    const end = (name, isLeft) => {
      const [each] = found.columns.get(name);
      const box = scene.index.get(each);
      const row = byResource.get(each).findIndex(([, other]) => key(each, other) === name);
      return [box, at.left(box) + (isLeft ? 0 : width), at.top(box) + head + line * (row + 0.5)];
    };
    const [wide, high] = at.size;
    const lines = [...found.edges.values()].map(([from, to]) => svg("path", { class: "column-edge", d: curve(scene, at, end(from, false), end(to, true)) }));
    const order = scene.columns.flatMap(({ boxes }) => boxes);
    const boxes = order.map((box) => boxOf(scene.numbers[box], columnsOf(scene.numbers[box]), origin,
      { left: at.left(box), top: at.top(box), width, height: at.height(box) }));
    const sheet = element("div", { class: "column-sheet" }, svg("svg", { width: wide, height: high, "aria-hidden": "true" }, lines), element("ul", {}, boxes));
    sheet.style.setProperty("width", wide + "px");
    sheet.style.setProperty("height", high + "px");
    const frame = element("div", { class: "column-path", tabindex: 0, role: "region", "aria-label": "Path of the column " + column }, sheet);
    container.replaceChildren(frame, ...(found.isCut ? [element("p", { class: "muted" }, `Only the first ${most} columns are drawn.`)] : []));
    const own = sheet.querySelector(".column-origin")?.closest(".column-box");
    if (own) frame.scrollLeft = own.offsetLeft - (frame.clientWidth - width) / 2;
  };
})();
