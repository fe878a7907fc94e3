// Which boxes a drawing of the lineage holds, where they stand and how its edges run.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { heads, site } = smelt;
  const layout = site.layout ?? { node: [220, 44], bands: [], width: 0, height: 0 };
  const [boxWidth, boxHeight] = layout.node;
  const columnGap = 70;
  const rowGap = 14;
  const bandPadding = 24;
  const bandGap = 28;
  const top = layout.bands?.length ? 60 : 16;
  const margin = 16;

  /** Whether a resource has a box. */
  smelt.lineage.isDrawn = (number) => heads[number]?.x !== undefined;

  /** The numbers of all boxes. */
  smelt.lineage.drawn = () => smelt.numbers.filter(smelt.lineage.isDrawn);

  const bandOf = (head) => (layout.bands ?? []).findIndex((band) => head.x >= band.x && head.x < band.x + band.width);

  /** A scene without places: boxes 0, 1, 2 … with the lists of their neighbours. */
  const joinedBoxes = (numbers) => {
    const index = new Map(numbers.map((number, box) => [number, box]));
    const up = numbers.map(() => []);
    const down = numbers.map(() => []);
    const edges = [];
    numbers.forEach((number, box) => {
      for (const parent of new Set(heads[number].parents ?? [])) {
        const from = index.get(parent);
        if (from === undefined || from === box) continue;
        edges.push([from, box]);
        down[from].push(box);
        up[box].push(from);
      }
    });
    return { numbers, index, up, down, edges };
  };

  const finish = (graph, x, y, bands, width, height) => {
    const columns = [...smelt.groupBy(graph.numbers.map((_, box) => box), (box) => x[box])].sort((one, other) => one[0] - other[0]);
    const column = [];
    columns.forEach(([, boxes], place) => {
      boxes.sort((one, other) => y[one] - y[other]);
      boxes.forEach((box) => (column[box] = place));
    });
    return {
      ...graph, x, y, top: y.reduce((least, each) => Math.min(least, each), height), column, columns: columns.map(([left, boxes]) => ({ x: left, boxes })), bands, width, height, routes: [],
      box: { width: boxWidth, height: boxHeight },
    };
  };

  /** The whole lineage as it was laid out when the site was made. */
  smelt.lineage.wholeScene = () => {
    const graph = joinedBoxes(smelt.lineage.drawn());
    const place = (key) => graph.numbers.map((number) => heads[number][key]);
    return finish(graph, place("x"), place("y"), layout.bands ?? [], layout.width, layout.height);
  };

  // In each band the longest path among the boxes that are there; what reads nothing stands beside its first reader.
  const columnsOf = (graph) => {
    const band = graph.numbers.map((number) => Math.max(0, bandOf(heads[number])));
    const order = graph.numbers.map((_, box) => box).sort((one, other) => heads[graph.numbers[one]].rank - heads[graph.numbers[other]].rank);
    const step = [];
    for (const box of order) {
      step[box] = 0;
      for (const parent of graph.up[box]) if (band[parent] === band[box] && step[parent] !== undefined) step[box] = Math.max(step[box], step[parent] + 1);
    }
    const depth = [];
    order.forEach((box) => (depth[band[box]] = Math.max(depth[band[box]] ?? 0, step[box] + 1)));
    const first = [];
    let sum = 0;
    for (let each = 0; each < depth.length; each += 1) {
      first[each] = sum;
      sum += depth[each] ?? 0;
    }
    const column = step.map((value, box) => first[band[box]] + value);
    for (const box of order) {
      if (graph.up[box].length || !graph.down[box].length) continue;
      const nearest = Math.min(...graph.down[box].map((child) => column[child])) - 1;
      column[box] = Math.max(column[box], Math.min(nearest, first[band[box]] + depth[band[box]] - 1));
    }
    return { column, band };
  };

  // Of many boxes the ranks and rows of the whole stay, empty ones are taken out.
  const compacted = (graph) => {
    const squeeze = (values) => {
      const place = new Map([...new Set(values)].sort((one, other) => one - other).map((value, index) => [value, index]));
      return values.map((value) => place.get(value));
    };
    const of = (key) => graph.numbers.map((number) => heads[number][key]);
    return { column: squeeze(of("rank")), row: squeeze(of("row")), band: graph.numbers.map((number) => Math.max(0, bandOf(heads[number]))) };
  };

  const arranged = (graph) => {
    const { column, band } = columnsOf(graph);
    const lists = [];
    column.forEach((place, box) => (lists[place] ??= []).push(box));
    const row = (box) => heads[graph.numbers[box]].row;
    const columns = lists.filter(Boolean).map((boxes) => boxes.sort((one, other) => row(one) - row(other)));
    const ordered = smelt.lineage.untangled(columns, graph);
    const place = [];
    ordered.forEach((boxes, index) => boxes.forEach((box) => (place[box] = index)));
    return { column: place, row: smelt.lineage.rows(ordered, graph), band };
  };

  /** A scene of some boxes alone, close together. */
  smelt.lineage.sceneOf = (numbers) => {
    const graph = joinedBoxes(numbers.filter(smelt.lineage.isDrawn));
    const { column, row, band } = graph.numbers.length > 400 ? compacted(graph) : arranged(graph);
    const bandOfColumn = [];
    column.forEach((place, box) => (bandOfColumn[place] = band[box]));
    const bands = [];
    const lefts = [];
    let left = margin;
    bandOfColumn.forEach((each, place) => {
      if (place > 0) left += bandOfColumn[place - 1] === each ? columnGap : bandPadding * 2 + bandGap;
      else left += bandPadding;
      lefts.push(left);
      const known = (layout.bands ?? [])[each];
      if (known && bandOfColumn[place - 1] !== each) bands.push({ name: known.name, x: left - bandPadding, width: 0 });
      left += boxWidth;
      if (known) bands[bands.length - 1].width = left + bandPadding - bands[bands.length - 1].x;
    });
    const rows = row.reduce((most, each) => Math.max(most, each + 1), 0);
    return finish(graph, column.map((place) => lefts[place]), row.map((place) => top + place * (boxHeight + rowGap)), bands,
      left + bandPadding + margin, top + margin + rows * (boxHeight + rowGap));
  };

  /** The first place in a sorted list of boxes whose lower edge is below `y`. */
  const below = (scene, boxes, y) => {
    let low = 0;
    let high = boxes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scene.y[boxes[middle]] + boxHeight < y) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  // The height nearest to `y` at which an edge passes a column between its boxes.
  const passage = (scene, boxes, y) => {
    const half = rowGap / 2;
    const box = boxes[below(scene, boxes, y - half)];
    if (box === undefined || scene.y[box] - half >= y) return y;
    const over = scene.y[box] - half;
    const under = scene.y[box] + boxHeight + half;
    return y - over < under - y ? over : under;
  };

  /**
   * How an edge runs: the height at which it leaves, those at which it passes the columns between, and that at which it arrives.
   * Worked out when it is first drawn.
   */
  smelt.lineage.route = (scene, edge) => {
    if (scene.routes[edge]) return scene.routes[edge];
    const [from, to] = scene.edges[edge];
    const start = scene.y[from] + boxHeight / 2;
    const end = scene.y[to] + boxHeight / 2;
    const route = [start];
    const count = scene.column[to] - scene.column[from];
    for (let step = 1; step < count; step += 1) {
      const last = route[route.length - 1];
      route.push(passage(scene, scene.columns[scene.column[from] + step].boxes, last + (end - last) / (count - step + 1)));
    }
    route.push(end);
    return (scene.routes[edge] = route);
  };

  /** The box at a place; undefined where there is none. */
  smelt.lineage.boxAt = (scene, x, y) => {
    const column = scene.columns.find((each) => x >= each.x && x <= each.x + boxWidth);
    if (!column) return undefined;
    const box = column.boxes[below(scene, column.boxes, y)];
    return box !== undefined && y >= scene.y[box] && y <= scene.y[box] + boxHeight ? box : undefined;
  };

  /** The box at whose corner, with the mark for neighbours that are not shown, a place is; undefined where there is none. */
  smelt.lineage.handleAt = (scene, x, y) => {
    const box = smelt.lineage.boxAt(scene, x - 14, y + 12) ?? smelt.lineage.boxAt(scene, x + 14, y + 12);
    if (box === undefined || !scene.hidden?.[box] || Math.abs(y - scene.y[box]) > 11) return undefined;
    const isLeft = x < scene.x[box] + boxWidth / 2;
    const edge = isLeft ? scene.x[box] : scene.x[box] + boxWidth;
    return scene.hidden[box][isLeft ? "up" : "down"] && Math.abs(x - edge) <= 14 ? box : undefined;
  };

  /** The box nearest to a place. */
  smelt.lineage.boxNear = (scene, x, y) => {
    const away = (box) => Math.hypot(scene.x[box] + boxWidth / 2 - x, scene.y[box] + boxHeight / 2 - y);
    return scene.numbers.reduce((best, _, box) => (best === undefined || away(box) < away(best) ? box : best), undefined);
  };

  /** The boxes of a column between two heights. */
  smelt.lineage.boxesBetween = (scene, column, from, to) => {
    const { boxes } = scene.columns[column];
    const start = below(scene, boxes, from);
    let end = start;
    while (end < boxes.length && scene.y[boxes[end]] <= to) end += 1;
    return boxes.slice(start, end);
  };

  /** Everything that leads to boxes (`up`) or that they lead to (`down`), themselves left out. */
  smelt.lineage.reach = (scene, box, side) => smelt.selectors.reachable([box], (each) => scene[side][each], Infinity);
})();
