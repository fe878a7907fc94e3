// Mouse, touch and wheel on a drawing: dragging moves it, wheel and two fingers enlarge it, a press chooses.
"use strict";
(() => {
  const { smelt } = globalThis;
  const slack = 5;

  const distance = ([one, other]) => Math.hypot(one.x - other.x, one.y - other.y);
  const between = ([one, other]) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });

  /**
   * Listens to a stage. `boxAt(x, y)` finds a box, `handleAt(x, y)` one whose mark for more neighbours is there, which `expand(box)` hears; `point(box)` hears what the mouse is over, `press(box, isTouch, isApart)` what is clicked;
   * `pan(x, y)` and `zoomAt(factor, x, y)` move the view.
   */
  smelt.lineage.pointing = (stage, { isWhole, boxAt, handleAt, expand, point, press, pan, zoomAt }) => {
    const fingers = new Map();
    let start, isDragged;

    const at = (event) => {
      const { left, top } = stage.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };

    stage.addEventListener("pointerdown", (event) => {
      if (event.button > 1) return;
      fingers.set(event.pointerId, at(event));
      if (fingers.size === 1) [start, isDragged] = [at(event), false];
      stage.setPointerCapture(event.pointerId);
    });

    const pinch = (event, now) => {
      const before = [...fingers.values()];
      fingers.set(event.pointerId, now);
      const after = [...fingers.values()];
      const [from, to] = [between(before), between(after)];
      isDragged = true;
      pan(to.x - from.x, to.y - from.y);
      if (distance(before) > 0) zoomAt(distance(after) / distance(before), to.x, to.y);
    };

    stage.addEventListener("pointermove", (event) => {
      const now = at(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        if (event.pointerType !== "touch") {
          const box = boxAt(now.x, now.y);
          stage.classList.toggle("over-box", box !== undefined || handleAt(now.x, now.y) !== undefined);
          point(box);
        }
        return;
      }
      if (fingers.size === 2) {
        pinch(event, now);
        return;
      }
      if (!isDragged && Math.hypot(now.x - start.x, now.y - start.y) < slack) return;
      if (!isDragged) stage.classList.add("dragged");
      isDragged = true;
      fingers.set(event.pointerId, now);
      pan(now.x - before.x, now.y - before.y);
    });

    const end = (event) => {
      if (!fingers.delete(event.pointerId)) return;
      stage.classList.remove("dragged");
      if (fingers.size || isDragged || event.type === "pointercancel") return;
      const { x, y } = at(event);
      const more = handleAt(x, y);
      if (more !== undefined) expand(more);
      else press(boxAt(x, y), event.pointerType === "touch", event.button === 1 || event.ctrlKey || event.metaKey);
    };
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
    stage.addEventListener("pointerleave", () => !fingers.size && point(undefined));

    stage.addEventListener("wheel", (event) => {
      if (!isWhole && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { x, y } = at(event);
      const lines = event.deltaMode === 1 ? 20 : 1;
      if (isWhole && event.shiftKey) pan(-(event.deltaX || event.deltaY) * lines, 0);
      else zoomAt(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * (event.ctrlKey ? 0.008 : 0.002)), x, y);
    }, { passive: false });
  };
})();
