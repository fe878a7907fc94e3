// A canvas whose picture is painted a little at a time, so that no picture, however large, keeps the page from answering.
"use strict";
(() => {
  const { smelt } = globalThis;
  const budget = 9;

  /**
   * Shows pictures on a canvas. `steps(context, view, size, ratio)` gives the generator that paints one. While it is not finished, the
   * picture before is shown moved to where the view is now. Gives `{show, resize}`: `show(view)` asks for a picture, `show()` for the same one anew.
   */
  smelt.lineage.surface = (canvas, steps) => {
    const screen = canvas.getContext("2d");
    const probe = document.createElement("canvas").getContext("2d");
    probe.canvas.width = probe.canvas.height = 1;
    let front = document.createElement("canvas").getContext("2d");
    let back = document.createElement("canvas").getContext("2d");
    let size = { width: 0, height: 0 };
    let ratio = 1;
    let wanted, shown, job, frame;

    const isSame = (one, other) => one && other && one.x === other.x && one.y === other.y && one.zoom === other.zoom && one.turn === other.turn;

    const begin = () => {
      if (job || !wanted || isSame(wanted, shown)) return;
      if (back.canvas.width !== canvas.width) back.canvas.width = canvas.width;
      if (back.canvas.height !== canvas.height) back.canvas.height = canvas.height;
      job = { view: wanted, steps: steps(back, wanted, size, ratio) };
    };

    const work = () => {
      const until = performance.now() + budget;
      while (performance.now() < until) {
        if (job.steps.next().done) {
          [front, back, shown, job] = [back, front, job.view, undefined];
          return;
        }
        // Painting is put off by browsers until the picture is asked for: ask now, so that the time counts here.
        probe.drawImage(back.canvas, 0, 0, 1, 1, 0, 0, 1, 1);
      }
    };

    const copy = (picture, view) => {
      screen.setTransform(1, 0, 0, 1, 0, 0);
      screen.clearRect(0, 0, canvas.width, canvas.height);
      const scale = wanted.zoom / view.zoom;
      screen.setTransform(scale, 0, 0, scale, (view.x - wanted.x) * wanted.zoom * ratio, (view.y - wanted.y) * wanted.zoom * ratio);
      screen.drawImage(picture.canvas, 0, 0);
    };

    const draw = () => {
      frame = undefined;
      if (!canvas.width || !canvas.height || !wanted) return;
      begin();
      if (job) work();
      if (shown) copy(front, shown);
      else if (job) copy(back, job.view);
      if (job || !isSame(wanted, shown)) frame = requestAnimationFrame(draw);
    };

    let turn = 0;
    const show = (view) => {
      if (!view && !wanted) return;
      if (!view) turn += 1;
      wanted = { ...(view ?? wanted), turn };
      frame ??= requestAnimationFrame(draw);
    };

    const resize = (width, height) => {
      const now = Math.min(devicePixelRatio || 1, 3);
      if (width === size.width && height === size.height && now === ratio) return false;
      size = { width, height };
      ratio = now;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      [shown, job] = [undefined, undefined];
      return true;
    };

    /** Takes the picture away. */
    const clear = () => {
      [wanted, shown, job] = [undefined, undefined, undefined];
      screen.setTransform(1, 0, 0, 1, 0, 0);
      screen.clearRect(0, 0, canvas.width, canvas.height);
    };

    return { show, resize, clear };
  };
})();
