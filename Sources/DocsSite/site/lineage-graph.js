// A drawing of the lineage that can be moved, enlarged and walked through, by mouse, touch and keyboard.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element, svg } = smelt;
  const largest = 2;
  const keys = "Arrow keys go to what a box reads, what reads it, and up and down. Enter opens, plus and minus enlarge, 0 shows all, shift and arrows move the drawing, Escape ends.";
  let drawings = 0;

  const icon = (path) => svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: path }));
  const tool = (name, path, click) => element("button", { class: "icon-button", type: "button", "aria-label": name, title: name, click }, icon(path));

  /** What is to stand out while a box is chosen: everything before and behind it. */
  const path = (scene, box) => {
    const up = smelt.lineage.reach(scene, box, "up").add(box);
    const down = smelt.lineage.reach(scene, box, "down").add(box);
    const edges = [];
    scene.edges.forEach(([from, to], edge) => {
      if ((up.has(from) && up.has(to)) || (down.has(from) && down.has(to))) edges.push(edge);
    });
    return { box, boxes: new Set([...up, ...down]), edges };
  };

  const nearest = (scene, boxes, box) =>
    boxes.reduce((best, each) => (best === undefined || Math.abs(scene.y[each] - scene.y[box]) < Math.abs(scene.y[best] - scene.y[box]) ? each : best), undefined);

  /** The box that an arrow key leads to; undefined where there is none. */
  const step = (scene, box, key) => {
    if (key === "ArrowLeft") return nearest(scene, scene.up[box], box);
    if (key === "ArrowRight") return nearest(scene, scene.down[box], box);
    const { boxes } = scene.columns[scene.column[box]];
    return boxes[boxes.indexOf(box) + (key === "ArrowUp" ? -1 : 1)];
  };

  /** How much room above the boxes the names of the bands take, in pixels. */
  smelt.lineage.head = (scene) => (scene.bands.length ? 36 : 10);

  /**
   * Puts a drawing into an element. `label` names it; `isWhole` lets the wheel enlarge (else with Ctrl); `focused(number)` hears which box is
   * chosen; `expand(number)` is asked to show more around a box; `hidden(number)` tells how many neighbours are not shown, as `{up, down}`.
   */
  smelt.lineage.graph = (container, { label, isWhole, focused, expand, hidden }) => {
    const id = "lineage-keys-" + (drawings += 1);
    const base = element("canvas", { class: "lineage-base" });
    const over = element("canvas", { class: "lineage-over" });
    const cards = element("div", { class: "lineage-cards" });
    const stage = element("div", {
      class: "lineage-stage", tabindex: 0, role: "application", "aria-roledescription": "graph", "aria-label": label, "aria-describedby": id,
    }, base, over);
    const tools = element("div", { class: "lineage-zoom", role: "group", "aria-label": "View" });
    container.append(element("div", { class: "lineage-frame" }, stage, tools, cards, element("p", { class: "hidden", id }, keys + (expand ? " E shows more around a box." : ""))));
    if (!base.getContext("2d")) return undefined;

    let scene, style, size = { width: 0, height: 0 };
    let view = { x: 0, y: 0, zoom: 1 };
    let chosen, pointed, isFitted = true;
    const part = () => pointed ?? chosen;

    const surface = smelt.lineage.surface(base, (context, at, pixels, ratio) => smelt.lineage.paint(context, scene, style, at, pixels, ratio));
    let lit;
    const light = smelt.lineage.surface(over, (context, at, pixels, ratio) => smelt.lineage.paint(context, scene, style, at, pixels, ratio, lit));

    const place = (box) => ({ x: (scene.x[box] - view.x) * view.zoom, y: (scene.y[box] - view.y) * view.zoom });

    let told, frame;
    const showCard = () => {
      frame = undefined;
      const box = part();
      const number = box === undefined || (pointed !== undefined && view.zoom < 0.05) ? undefined : scene.numbers[box];
      if (number !== told) cards.replaceChildren(...(number === undefined ? [] : [smelt.lineage.card(number)]));
      told = number;
      if (number === undefined) return;
      const card = cards.firstChild;
      const { x, y } = place(box);
      const below = y + scene.box.height * view.zoom + 8;
      const { top } = stage.getBoundingClientRect();
      const height = card.offsetHeight;
      const isBelow = top + below + height < innerHeight || top + y - 8 < height;
      card.style.setProperty("left", Math.max(0, Math.min(size.width - card.offsetWidth, x)) + "px");
      card.style.setProperty("top", (isBelow ? Math.min(below, size.height) : Math.max(0, y - 8) - height) + "px");
    };

    const draw = () => {
      if (!scene || !size.width) return;
      surface.show(view);
      if (part() !== undefined) light.show(view);
      frame ??= requestAnimationFrame(showCard);
    };

    const mark = () => {
      const box = part();
      lit = box === undefined ? undefined : path(scene, box);
      base.classList.toggle("dimmed", Boolean(lit));
      if (!lit) light.clear();
      else light.show();
      draw();
    };

    const bounds = () => {
      const fit = Math.min(size.width / scene.width, (size.height - smelt.lineage.head(scene)) / (scene.height - scene.top));
      return { fit: Math.min(1, fit), least: Math.min(0.3, fit * 0.7) };
    };

    const limit = () => {
      const [wide, high] = [size.width / view.zoom, size.height / view.zoom];
      view.x = Math.max(-wide * 0.8, Math.min(scene.width - wide * 0.2, view.x));
      view.y = Math.max(-high * 0.8, Math.min(scene.height - high * 0.2, view.y));
    };

    /** Where the view begins so that all rows are shown in the middle; nothing where there are too many. */
    const topOfAll = (zoom) => {
      const head = smelt.lineage.head(scene);
      const free = size.height - head - (scene.height - scene.top) * zoom;
      return free < -1 ? undefined : scene.top - (head + free / 2) / zoom;
    };

    const fit = () => {
      const zoom = bounds().fit;
      view = { zoom, x: (scene.width - size.width / zoom) / 2, y: topOfAll(zoom) ?? scene.top };
      isFitted = true;
      draw();
    };

    const zoomAt = (factor, x = size.width / 2, y = size.height / 2) => {
      const zoom = Math.max(bounds().least, Math.min(largest, view.zoom * factor));
      view = { zoom, x: view.x + x / view.zoom - x / zoom, y: view.y + y / view.zoom - y / zoom };
      isFitted = false;
      limit();
      draw();
    };

    const pan = (x, y) => {
      view = { ...view, x: view.x - x / view.zoom, y: view.y - y / view.zoom };
      isFitted = false;
      limit();
      draw();
    };

    const centre = (box, zoom = view.zoom) => {
      const { width, height } = scene.box;
      view = {
        zoom, x: scene.x[box] + width / 2 - size.width / zoom / 2, y: topOfAll(zoom) ?? scene.y[box] + height / 2 - size.height / zoom / 2,
      };
      isFitted = false;
      draw();
    };

    const bringIntoView = (box) => {
      const { x, y } = place(box);
      const isInside = x >= 8 && y >= 34 && x + scene.box.width * view.zoom <= size.width - 8 && y + scene.box.height * view.zoom <= size.height - 8;
      if (view.zoom < 0.3) centre(box, 0.8);
      else if (!isInside) centre(box);
    };

    const choose = (box, { isSaid = true, isBrought = true } = {}) => {
      chosen = box;
      pointed = undefined;
      if (box !== undefined && isBrought) bringIntoView(box);
      mark();
      if (box !== undefined && isSaid) smelt.announce?.(smelt.lineage.words(scene.numbers[box]));
      focused?.(box === undefined ? undefined : scene.numbers[box]);
    };

    const open = (box, isApart) => {
      const address = smelt.link(scene.numbers[box]);
      if (isApart) globalThis.open(address, "_blank");
      else smelt.go(address);
    };

    tools.append(tool("Enlarge", "M10 4.5v11M4.5 10h11", () => zoomAt(1.4)), tool("Reduce", "M4.5 10h11", () => zoomAt(1 / 1.4)),
      tool("Show all", "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4", fit));

    const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const middle = () => smelt.lineage.boxNear(scene, view.x + size.width / view.zoom / 2, view.y + size.height / view.zoom / 2);
    const pressed = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !scene?.numbers.length) return false;
      if (arrows[event.key] && event.shiftKey) pan(...arrows[event.key].map((way) => way * 80));
      else if (arrows[event.key]) {
        const next = chosen === undefined ? middle() : step(scene, chosen, event.key);
        if (next !== undefined) choose(next);
        else smelt.announce?.("Nothing further");
      } else if (event.key === "+" || event.key === "=") zoomAt(1.4);
      else if (event.key === "-") zoomAt(1 / 1.4);
      else if (event.key === "0") fit();
      else if (event.key === "Enter" && chosen !== undefined) open(chosen);
      else if (event.key === "e" && expand && chosen !== undefined) expand(scene.numbers[chosen]);
      else if (event.key === "Escape" && chosen !== undefined) choose(undefined);
      else return false;
      return true;
    };
    stage.addEventListener("keydown", (event) => pressed(event) && event.preventDefault());

    const at = (find) => (x, y) => scene && find(scene, view.x + x / view.zoom, view.y + y / view.zoom);
    smelt.lineage.pointing(stage, {
      isWhole, pan, zoomAt, boxAt: at(smelt.lineage.boxAt), handleAt: at(smelt.lineage.handleAt),
      expand: (box) => expand?.(scene.numbers[box]),
      point: (box) => {
        if (box === pointed) return;
        pointed = box;
        mark();
      },
      press: (box, isTouch, isApart) => {
        if (box === undefined) choose(undefined, { isSaid: false });
        else if (isTouch && chosen !== box) choose(box, { isBrought: false });
        else {
          focused?.(scene.numbers[box]);
          open(box, isApart);
        }
      },
    });

    const recolour = () => {
      if (!stage.isConnected) {
        document.removeEventListener("smelt:theme", recolour);
        return;
      }
      style = smelt.lineage.style();
      surface.show();
      mark();
    };
    document.addEventListener("smelt:theme", recolour);

    new ResizeObserver(() => {
      size = { width: stage.clientWidth, height: stage.clientHeight };
      const isNew = surface.resize(size.width, size.height);
      light.resize(size.width, size.height);
      if (!scene || !isNew || !size.width) return;
      if (isFitted) fit();
      draw();
    }).observe(stage);

    /** Draws another scene. `focus` is the number of the box to begin with; `isKept` leaves the view where it is. */
    const show = (next, { focus, isKept = false } = {}) => {
      const before = chosen === undefined ? undefined : scene.numbers[chosen];
      const anchor = before === undefined ? undefined : place(chosen);
      scene = next;
      style = smelt.lineage.style();
      scene.hidden = hidden && scene.numbers.map(hidden);
      size = { width: stage.clientWidth, height: stage.clientHeight };
      surface.resize(size.width, size.height);
      light.resize(size.width, size.height);
      pointed = undefined;
      chosen = scene.index.get(focus ?? before);
      if (isKept && anchor && chosen !== undefined) {
        view = { ...view, x: scene.x[chosen] - anchor.x / view.zoom, y: scene.y[chosen] - anchor.y / view.zoom };
      } else if (size.width) {
        fit();
      }
      surface.show(view);
      surface.show();
      mark();
    };

    return { show, fit, stage, centre: (number, zoom) => centre(scene.index.get(number), zoom), zoom: () => view.zoom,
      choose: (number) => choose(scene.index.get(number), { isSaid: false }) };
  };
})();
