// Paints a scene of the lineage on a canvas, in steps: a generator that can be left at each of its stops.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { heads } = smelt;

  // Below these zooms boxes are drawn with less: without a second line, without a name, without an outline.
  const readable = 0.5;
  const nameable = 0.26;
  const visible = 0.16;
  const names = ["bg", "surface", "raised", "line", "line-strong", "text", "muted", "accent", "accent-soft", "good", "warn", "bad", "skip"];

  /** The colours of the theme as it is now, and the fonts. */
  smelt.lineage.style = () => {
    const computed = getComputedStyle(document.documentElement);
    const style = Object.fromEntries(names.map((name) => [name, computed.getPropertyValue("--" + name).trim() || "gray"]));
    const sans = computed.getPropertyValue("--sans").trim() || "sans-serif";
    return { ...style, sans, name: "600 13px " + sans, small: "11px " + sans, letter: "600 10px " + sans, band: "600 12px " + sans };
  };

  const cuts = new Map();

  /** A text cut to a width, which is measured once. */
  const cut = (context, text, width) => {
    const key = context.font + width + text;
    if (cuts.has(key)) return cuts.get(key);
    let shown = text;
    if (context.measureText(text).width > width) {
      let low = 0;
      let high = text.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (context.measureText(text.slice(0, middle) + "…").width <= width) low = middle;
        else high = middle - 1;
      }
      shown = text.slice(0, low) + "…";
    }
    if (cuts.size > 20000) cuts.clear();
    cuts.set(key, shown);
    return shown;
  };

  // Shapes in a square of 20 with the middle 10, 10, as the marks of the pages have them.
  const outlines = new Map();
  const outline = (kind, part) => {
    const key = kind + part;
    if (!outlines.has(key)) outlines.set(key, new Path2D(smelt.shapePaths(kind)[part] ?? ""));
    return outlines.get(key);
  };

  const shape = (context, style, kind, x, y, size) => {
    context.save();
    context.translate(x - size / 2, y - size / 2);
    context.scale(size / 20, size / 20);
    context.fillStyle = style[kind];
    context.fill(outline(kind, 0));
    context.strokeStyle = style.raised;
    context.lineWidth = 2.4;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.stroke(outline(kind, 1));
    context.restore();
  };

  /** The second line of a box: what it is. */
  smelt.lineage.subtitle = (head) => {
    const type = smelt.typeName(head.type).one;
    const kind = head.type === "source" ? head.source : head.materialized !== head.type ? head.materialized : undefined;
    return kind ? type + " · " + kind : type;
  };

  /** The colour that `docs: node_color` gives a resource, where it is one; anything else is no colour and changes nothing. */
  smelt.lineage.ownColour = (head) => (head.color && CSS.supports("color", head.color) ? head.color : undefined);

  /** The edge of a box in the resource's own colour. */
  const stripe = (context, head, x, y, width, height, radius) => {
    const own = smelt.lineage.ownColour(head);
    if (!own) return;
    context.beginPath();
    context.roundRect(x, y, width, height, [radius, 0, 0, radius]);
    context.fillStyle = own;
    context.fill();
  };

  const boxInFull = (context, style, head, x, y, { width, height }, isChosen) => {
    context.beginPath();
    context.roundRect(x, y, width, height, 6);
    context.fillStyle = isChosen ? style["accent-soft"] : style.raised;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = isChosen ? style.accent : style["line-strong"];
    context.stroke();
    stripe(context, head, x, y, 5, height, 6);
    context.beginPath();
    context.roundRect(x + 9, y + 12, 20, 20, 4);
    context.fillStyle = style.surface;
    context.fill();
    context.strokeStyle = style.accent;
    context.stroke();
    context.fillStyle = style.accent;
    context.textAlign = "center";
    context.font = style.letter;
    context.fillText(smelt.typeName(head.type).letter, x + 19, y + 26);
    context.textAlign = "left";
    const kind = smelt.health(head);
    const room = width - 38 - (kind === "none" ? 8 : 30);
    context.font = style.name;
    context.fillStyle = style.text;
    context.fillText(cut(context, smelt.nameOf(head), room), x + 37, y + 19);
    context.font = style.small;
    context.fillStyle = style.muted;
    context.fillText(cut(context, smelt.lineage.subtitle(head), room), x + 37, y + 34);
    if (kind !== "none") shape(context, style, kind, x + width - 18, y + height / 2, 15);
  };

  /** The mark at the corner of a box for neighbours that are not shown. */
  const handle = (context, style, count, x, y) => {
    if (!count) return;
    context.font = style.letter;
    context.textAlign = "center";
    const text = "+" + count;
    const width = Math.max(20, context.measureText(text).width + 8);
    context.beginPath();
    context.roundRect(x - width / 2, y - 9, width, 18, 9);
    context.fillStyle = style["accent-soft"];
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = style.accent;
    context.stroke();
    context.fillStyle = style.accent;
    context.fillText(text, x, y + 4);
    context.textAlign = "left";
  };

  const boxInBrief = (context, style, head, x, y, { width, height }, zoom, isChosen, isSelf) => {
    const kind = smelt.health(head);
    const isBad = kind === "bad" || kind === "warn";
    if (zoom < visible) {
      context.fillStyle = isBad ? style[kind] : isChosen ? style.accent : style["line-strong"];
      context.fillRect(x, y, width, height);
      if (!isSelf) return;
      context.lineWidth = 2 / zoom;
      context.strokeStyle = style.text;
      context.strokeRect(x - 2 / zoom, y - 2 / zoom, width + 4 / zoom, height + 4 / zoom);
      return;
    }
    context.fillStyle = isChosen ? style["accent-soft"] : style.raised;
    context.fillRect(x, y, width, height);
    context.lineWidth = (isSelf ? 3 : 1) / zoom;
    context.strokeStyle = isChosen ? style.accent : style["line-strong"];
    context.strokeRect(x, y, width, height);
    stripe(context, head, x, y, 5 / zoom, height, 0);
    if (isBad) shape(context, style, kind, x + width - 20, y + height / 2, 28);
    if (zoom < nameable) return;
    context.font = `${Math.round(10.5 / zoom)}px ${style.sans}`;
    context.fillStyle = style.text;
    context.textBaseline = "middle";
    context.fillText(cut(context, smelt.nameOf(head), width - (isBad ? 46 : 14)), x + 7, y + height / 2 + 1);
    context.textBaseline = "alphabetic";
  };

  const trace = (context, scene, edge, isArrow) => {
    const [from, to] = scene.edges[edge];
    const route = smelt.lineage.route(scene, edge);
    const { width } = scene.box;
    let x = scene.x[from] + width;
    let y = route[0];
    context.moveTo(x, y);
    for (let step = 1; step < route.length; step += 1) {
      const left = step === route.length - 1 ? scene.x[to] : scene.columns[scene.column[from] + step].x;
      const bend = Math.max(24, (left - x) / 2);
      context.bezierCurveTo(x + bend, y, left - bend, route[step], left, route[step]);
      if (step < route.length - 1) context.lineTo(left + width, route[step]);
      x = left + width;
      y = route[step];
    }
    if (!isArrow) return;
    const end = scene.x[to];
    context.moveTo(end - 6, y - 4);
    context.lineTo(end - 1, y);
    context.lineTo(end - 6, y + 4);
  };

  const crosses = (scene, edge, area) => {
    const [from, to] = scene.edges[edge];
    const left = Math.min(scene.x[from], scene.x[to]);
    const right = Math.max(scene.x[from], scene.x[to]) + scene.box.width;
    if (right < area.left || left > area.right) return false;
    let low = Infinity;
    let high = -Infinity;
    for (const y of smelt.lineage.route(scene, edge)) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    return high >= area.top && low <= area.bottom;
  };

  function* edges(context, scene, list, area, zoom) {
    const isArrow = zoom >= readable;
    let open = 0;
    let seen = 0;
    context.beginPath();
    for (const edge of list) {
      seen += 1;
      if (crosses(scene, edge, area)) {
        trace(context, scene, edge, isArrow);
        open += 1;
      }
      if (open >= 60) {
        context.stroke();
        context.beginPath();
        open = 0;
        yield;
      } else if (seen % 500 === 0) {
        yield;
      }
    }
    context.stroke();
  }

  const background = (context, style, scene, area) => {
    scene.bands.forEach((band, index) => {
      context.fillStyle = index % 2 ? style.bg : style.surface;
      context.fillRect(band.x, area.top, band.width, area.bottom - area.top);
    });
  };

  /** The names of the bands, at the top whatever part is shown. */
  const bandNames = (context, style, scene, view, width, ratio) => {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = style.band;
    context.textAlign = "center";
    for (const band of scene.bands) {
      const left = Math.max(0, (band.x - view.x) * view.zoom);
      const right = Math.min(width, (band.x + band.width - view.x) * view.zoom);
      const text = cut(context, band.name, Math.floor(right - left - 18));
      if (right - left < 30 || text.length < Math.min(4, band.name.length)) continue;
      const size = context.measureText(text).width + 16;
      const middle = (left + right) / 2;
      context.beginPath();
      context.roundRect(middle - size / 2, 6, size, 22, 11);
      context.fillStyle = style.bg;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = style.line;
      context.stroke();
      context.fillStyle = style.muted;
      context.fillText(text, middle, 21);
    }
    context.textAlign = "left";
  };

  /**
   * Paints what of a scene lies in a view `{x, y, zoom}` of `size` pixels, `ratio` of them on one of CSS. `part` paints only some: the sets
   * `boxes` and `edges`, as the chosen ones.
   */
  smelt.lineage.paint = function* (context, scene, style, view, size, ratio, part) {
    const { zoom } = view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, size.width * ratio, size.height * ratio);
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, -view.x * zoom * ratio, -view.y * zoom * ratio);
    const area = { left: view.x, top: view.y, right: view.x + size.width / zoom, bottom: view.y + size.height / zoom };
    if (!part) background(context, style, scene, area);
    context.lineWidth = Math.max(part ? 2 : 1.25, (part ? 1.4 : 0.6) / zoom);
    context.strokeStyle = part ? style.accent : style["line-strong"];
    context.globalAlpha = part ? 1 : zoom < readable && scene.edges.length > 1000 ? 0.35 : 0.75;
    yield* edges(context, scene, part ? part.edges : scene.edges.keys(), area, zoom);
    context.globalAlpha = 1;
    let drawn = 0;
    for (const [place, column] of scene.columns.entries()) {
      if (column.x > area.right || column.x + scene.box.width < area.left) continue;
      for (const box of smelt.lineage.boxesBetween(scene, place, area.top, area.bottom)) {
        if (part && !part.boxes.has(box)) continue;
        const head = heads[scene.numbers[box]];
        if (zoom < readable) boxInBrief(context, style, head, column.x, scene.y[box], scene.box, zoom, Boolean(part), part?.box === box);
        else boxInFull(context, style, head, column.x, scene.y[box], scene.box, part ? part.box === box : scene.origin === box);
        if (zoom >= readable && scene.hidden) {
          handle(context, style, scene.hidden[box].up, column.x, scene.y[box]);
          handle(context, style, scene.hidden[box].down, column.x + scene.box.width, scene.y[box]);
        }
        drawn += 1;
        if (drawn % (zoom < visible ? 200 : 25) === 0) yield;
      }
    }
    if (!part) bandNames(context, style, scene, view, size.width, ratio);
  };
})();
