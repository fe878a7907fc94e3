// Rows for the boxes of a small graph: their order in each column stays, and as many edges as possible run straight.
"use strict";
(() => {
  const { smelt } = globalThis;
  smelt.lineage ??= {};

  const median = (sorted) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) >> 1;

  const joined = (first, second) => {
    const wishes = [...first.wishes, ...second.wishes].sort((one, other) => one[0] - other[0]);
    const half = wishes.reduce((sum, [, weight]) => sum + weight, 0) / 2;
    let sum = 0;
    const middle = wishes.find(([, weight]) => (sum += weight) >= half);
    return { count: first.count + second.count, wishes, value: middle[0] };
  };

  /** The rising values nearest to `[value, weight]` pairs: those that fall are pooled at their median. */
  const pooled = (wishes) => {
    const blocks = [];
    for (const wish of wishes) {
      let block = { count: 1, wishes: [wish], value: wish[0] };
      while (blocks.length && blocks[blocks.length - 1].value > block.value) block = joined(blocks.pop(), block);
      blocks.push(block);
    }
    return blocks.flatMap((block) => Array(block.count).fill(block.value));
  };

  const move = (column, rows, sides, graph) => {
    const wishes = column.map((box, index) => {
      const near = sides.flatMap((side) => graph[side][box]);
      if (!near.length) return [rows[box] - index, 1];
      const isChain = sides.some((side) => graph[side][box].length === 1 && graph[side === "up" ? "down" : "up"][graph[side][box][0]].length === 1);
      return [median(near.map((other) => rows[other]).sort((one, other) => one - other)) - index, isChain ? 8 : 2];
    });
    pooled(wishes).forEach((value, index) => (rows[column[index]] = value + index));
  };

  const bends = (rows, graph) =>
    graph.down.reduce((sum, targets, box) => targets.reduce((part, target) => part + Math.abs(rows[box] - rows[target]), sum), 0);

  /**
   * The row of each box. `columns` are lists of boxes from top to bottom, `graph` has the lists `up` and `down` of each box's neighbours.
   */
  smelt.lineage.rows = (columns, graph) => {
    const tallest = columns.reduce((most, column) => Math.max(most, column.length), 0);
    const rows = [];
    for (const column of columns) column.forEach((box, index) => (rows[box] = index + ((tallest - column.length) >> 1)));
    let best = [...rows];
    let least = bends(rows, graph);
    for (let sweep = 0; sweep < 8; sweep += 1) {
      const isRight = sweep % 2 === 0;
      const sides = sweep > 5 ? ["up", "down"] : [isRight ? "up" : "down"];
      for (const column of isRight ? columns : [...columns].reverse()) move(column, rows, sides, graph);
      const found = bends(rows, graph);
      if (found < least) [best, least] = [[...rows], found];
    }
    const used = [...new Set(best)].sort((one, other) => one - other);
    const place = new Map(used.map((row, index) => [row, index]));
    return best.map((row) => place.get(row));
  };

  const crossings = (columns, graph) => {
    const place = [];
    const columnOf = [];
    columns.forEach((column, number) => column.forEach((box, index) => ((place[box] = index / column.length), (columnOf[box] = number))));
    let result = 0;
    for (const column of columns) {
      const edges = column.flatMap((box) => graph.down[box].map((target) => [place[box], place[target], columnOf[target]]));
      edges.forEach((one, index) => {
        for (let other = index + 1; other < edges.length; other += 1) {
          if (one[2] === edges[other][2] && (one[0] - edges[other][0]) * (one[1] - edges[other][1]) < 0) result += 1;
        }
      });
    }
    return result;
  };

  /** The columns in an order with fewer crossings, if a few sweeps of barycentres find one. */
  smelt.lineage.untangled = (columns, graph) => {
    let best = columns;
    let least = crossings(columns, graph);
    let order = columns.map((column) => [...column]);
    for (let sweep = 0; sweep < 8 && least > 0; sweep += 1) {
      const side = sweep % 2 === 0 ? "up" : "down";
      const place = [];
      const note = (column) => column.forEach((box, index) => (place[box] = (index + 0.5) / column.length));
      order.forEach(note);
      for (const column of side === "up" ? order : [...order].reverse()) {
        const mean = new Map(column.map((box) => {
          const near = graph[side][box];
          return [box, near.length ? near.reduce((sum, other) => sum + place[other], 0) / near.length : place[box]];
        }));
        column.sort((one, other) => mean.get(one) - mean.get(other));
        note(column);
      }
      const found = crossings(order, graph);
      if (found < least) [best, least] = [order.map((column) => [...column]), found];
    }
    return best;
  };
})();
