// dbt's node selection (`+model`, `tag:x,path:y`, `--exclude …`) over the heads of the page: it finds what `smelt ls --select` lists.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { heads } = smelt;
  const { methods, refuse, where, SelectionError } = smelt.selectorMethods;

  // What is listed: analyses and operations are not.
  const listed = new Set([
    "model", "snapshot", "seed", "test", "source", "exposure", "metric", "saved_query", "semantic_model", "unit_test", "function",
  ]);

  const defaultMethod = (value) => (value.includes("/") ? "path" : /\.(sql|py|csv)$/i.test(value) ? "file" : "fqn");

  /** Reads one criterion: `@`, `n+`, `method.word:`, value, `+n`, all but the value optional. */
  const criterion = (text) => {
    const found = /^(@?)(?:(\d*)(\+))?(?:([\p{L}\p{N}_.]+):)?(.*?)(?:(\+)(\d*))?$/su.exec(text);
    const [, at, parentsDepth, parents, method, value, children, childrenDepth] = found;
    const [name, ...steps] = (method ?? defaultMethod(value)).split(".");
    if (!methods.has(name)) refuse(`'${name}' is not a valid method name. Methods: ${[...methods.keys()].join(", ")}`);
    if (at && children) refuse(`Invalid node spec ${text} - "@" prefix and "+" suffix are incompatible`);
    const depth = (digits) => (digits ? Number(digits) : Infinity);
    return {
      text, name, steps, value, family: Boolean(at), parents: parents ? depth(parentsDepth) : 0, children: children ? depth(childrenDepth) : 0,
    };
  };

  const isMember = (number) => heads[number] !== undefined && !["macro", "doc", "group"].includes(heads[number].type);
  const parentsOf = (number) => (heads[number].parents ?? []).filter(isMember);
  const childrenOf = (number) => smelt.children(number).filter(isMember);

  /** Everything that up to `depth` steps lead to. A start is in it only where another one leads to it. */
  const reachable = (starts, next, depth) => {
    const found = new Set();
    let open = [...starts];
    for (let step = 0; open.length && step < depth; step += 1) {
      const further = [];
      for (const number of open) {
        for (const target of next(number)) {
          if (found.has(target)) continue;
          found.add(target);
          further.push(target);
        }
      }
      open = further;
    }
    return found;
  };

  let rested = 0;

  /** Lets the page answer where work has gone on for a while. */
  const rest = async () => {
    if (performance.now() - rested < 12) return;
    await new Promise((resolve) => setTimeout(resolve));
    rested = performance.now();
  };

  const evaluate = async (asked, configs) => {
    await rest();
    const chosen = new Set(methods.get(asked.name)(asked.value, asked.steps, configs));
    const start = [...chosen];
    const add = (numbers) => numbers.forEach((number) => chosen.add(number));
    if (asked.family) {
      const family = new Set([...reachable(start, childrenOf, Infinity), ...start]);
      add(family);
      add(reachable(family, parentsOf, Infinity));
    }
    add(reachable(start, parentsOf, asked.parents));
    add(reachable(start, childrenOf, asked.children));
    await rest();
    // Tests come along with what they test.
    for (const number of [...chosen]) {
      for (const child of childrenOf(number)) if (heads[child].type === "test" || heads[child].type === "unit_test") chosen.add(child);
    }
    return chosen;
  };

  const union = async (criteria, configs, unmatched) => {
    const result = new Set();
    for (const parts of criteria) {
      let common;
      for (const part of parts) {
        const found = await evaluate(part, configs);
        common = common ? new Set([...common].filter((number) => found.has(number))) : found;
      }
      if (!common.size) unmatched.push(parts.map((part) => part.text).join(","));
      common.forEach((number) => result.add(number));
    }
    return result;
  };

  const parse = (text) => (text ?? "").split(/\s+/).filter(Boolean).map((word) => word.split(",").map(criterion));

  const flags = new Map([
    ["--select", "select"], ["-s", "select"], ["--models", "select"], ["-m", "select"], ["--exclude", "exclude"],
  ]);

  /** Cuts what was typed into `{select, exclude}`; a whole command line with quotes is understood. */
  const split = (text) => {
    const parts = { select: [], exclude: [] };
    let part = "select";
    for (const word of text.replace(/["']/g, " ").replace(/^\s*(smelt|dbt)\s+\S+/, "").split(/\s+/).filter(Boolean)) {
      const [flag, value] = /^--[a-z-]+=/.test(word) ? [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] : [word];
      if (flags.has(flag)) part = flags.get(flag);
      else if (/^-{1,2}[a-z]/.test(flag)) refuse(`The box does not know ${flag}: it takes --select and --exclude`);
      else parts[part].push(word);
      if (value) parts[part].push(value);
    }
    return { select: parts.select.join(" "), exclude: parts.exclude.join(" ") };
  };

  const configs = new Map();

  // The configurations stand in the details, but for what the heads have: read them all, a little at a time.
  const readConfigs = async () => {
    const missing = smelt.numbers.filter((number) => isMember(number) && !configs.has(number));
    for (const number of missing) {
      const text = smelt.site.split && smelt.site.page !== number ? undefined : smelt.detailsText(number);
      if (!text) refuse("This page does not know 'config:': the configurations stand in the pages of the resources. Use smelt ls --select instead.");
      const { config, meta } = JSON.parse(text);
      const { tags, group, access } = heads[number];
      configs.set(number, { ...config, meta, tags, group, access });
      await rest();
    }
  };

  // The one configuration that heads have; that of tests is always the same.
  const materializations = () =>
    new Map(smelt.numbers.map((number) => [number, { materialized: heads[number].type === "test" ? "test" : heads[number].materialized }]));

  /**
   * What a selection finds: a promise of `{numbers, unmatched}`, the set of the numbers and the criteria that match nothing.
   * It fails with an error whose message is for the reader where the selection has a mistake or asks what the page cannot know.
   */
  const select = async ({ select: wanted, exclude } = {}) => {
    rested = performance.now();
    const included = parse(wanted);
    const excluded = parse(exclude);
    const asked = [...included, ...excluded].flat().filter((each) => each.name === "config");
    if (asked.some((each) => each.steps[0] === "docs")) refuse("This page does not know 'config.docs:'. Use smelt ls --select instead.");
    const isDeep = asked.some((each) => each.steps.join(".") !== "materialized");
    if (isDeep) await readConfigs();
    const known = isDeep ? configs : asked.length ? materializations() : configs;
    const unmatched = [];
    const chosen = included.length ? await union(included, known, unmatched) : where(() => true);
    const left = excluded.length ? await union(excluded, known, unmatched) : new Set();
    await rest();
    return { numbers: new Set([...chosen].filter((number) => !left.has(number) && listed.has(heads[number].type))), unmatched };
  };

  /** Node selection. */
  smelt.selectors = { select, split, rest, reachable, parentsOf, childrenOf, isMember, SelectionError };
})();
