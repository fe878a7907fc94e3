// What each method of dbt's node selection finds (`tag:`, `path:`, …), over the heads of the page.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { heads, site } = smelt;

  /** A mistake in a selection: its message is for the reader. */
  class SelectionError extends Error {}
  const refuse = (message) => {
    throw new SelectionError(message);
  };

  const specials = /[*?[\]]/;

  // Shell wildcards as dbt reads them: `*`, `?`, `[abc]`, `[a-z]`, `[!x]`; case matters, `*` crosses dots and slashes.
  const choice = (letters, start) => {
    let end = start;
    if (letters[end] === "!") end += 1;
    if (letters[end] === "]") end += 1;
    while (end < letters.length && letters[end] !== "]") end += 1;
    if (end >= letters.length) return undefined;
    const negated = letters[start] === "!";
    const ranges = [];
    for (let at = start + (negated ? 1 : 0); at < end; ) {
      const low = letters[at].codePointAt(0);
      const isRange = at + 2 < end && letters[at + 1] === "-";
      ranges.push([low, isRange ? letters[at + 2].codePointAt(0) : low]);
      at += isRange ? 3 : 1;
    }
    return { fits: (letter) => ranges.some(([low, high]) => letter >= low && letter <= high) !== negated, next: end + 1 };
  };

  const pieces = (letters) => {
    const result = [];
    for (let at = 0; at < letters.length; ) {
      const letter = letters[at];
      at += 1;
      const found = letter === "[" ? choice(letters, at) : undefined;
      if (found) {
        result.push(found.fits);
        at = found.next;
      } else if (letter === "*") {
        if (result[result.length - 1] !== "*") result.push("*");
      } else if (letter === "?") {
        result.push(() => true);
      } else {
        const code = letter.codePointAt(0);
        result.push((other) => other === code);
      }
    }
    return result;
  };

  /** Matches a list against parts that are tests of one element or `*` for any run of elements, in time that no pattern blows up. */
  const matchesParts = (parts, list) => {
    let part = 0;
    let at = 0;
    let retry;
    while (at < list.length) {
      if (parts[part] === "*") {
        retry = [part, at];
        part += 1;
      } else if (part < parts.length && parts[part](list[at])) {
        part += 1;
        at += 1;
      } else if (retry) {
        retry = [retry[0], retry[1] + 1];
        part = retry[0] + 1;
        at = retry[1];
      } else {
        return false;
      }
    }
    return parts.slice(part).every((each) => each === "*");
  };

  /** A function that tells whether a text matches a pattern. */
  const wildcard = (pattern) => {
    if (!specials.test(pattern)) return (text) => text === pattern;
    const parts = pieces(Array.from(pattern));
    return (text) => matchesParts(parts, Array.from(text, (letter) => letter.codePointAt(0)));
  };

  const selectable = (type) => type !== "macro" && type !== "doc" && type !== "group";
  const isNode = (head) => !["source", "exposure", "unit_test", "metric", "semantic_model", "saved_query"].includes(head.type);

  /** The numbers of the resources that can be selected and satisfy a condition. */
  const where = (condition) => new Set(smelt.numbers.filter((number) => selectable(heads[number].type) && condition(heads[number], number)));

  const qualifiedName = (text) => {
    const parts = text.split(".");
    const whole = wildcard(text);
    const open = parts.findIndex((part) => specials.test(part));
    const rest = open < 0 ? undefined : wildcard(parts.slice(open).join("."));
    const matches = (fqn, isVersioned) => {
      if (!fqn.length) return false;
      const leaf = isVersioned ? fqn[fqn.length - 2] : fqn[fqn.length - 1];
      if (leaf === text) return true;
      if (isVersioned && fqn.slice(-2).join("_") === parts.slice(-2).join("_")) return true;
      const flat = fqn.flatMap((part) => part.split("."));
      if (flat.length < parts.length) return false;
      const fixed = rest ? parts.slice(0, open) : parts;
      if (!fixed.every((part, index) => flat[index] === part)) return false;
      if (!rest || rest(flat.slice(open).join("."))) return true;
      return parts.length === 1 && leaf !== undefined && whole(leaf);
    };
    return where((head) => {
      if (head.type === "source") return false;
      const isVersioned = head.type === "model" && head.version !== undefined;
      const fqn = head.fqn ?? [];
      return matches(fqn, isVersioned) || matches(fqn.slice(1), isVersioned);
    });
  };

  const source = (text) => {
    const parts = text.split(".");
    if (parts.length > 3) {
      refuse(`Invalid source selector value "${text}". Sources must be of the form \`\${source_name}\`, ` +
        "`${source_name}.${target_name}`, or `${package_name}.${source_name}.${target_name}");
    }
    const tests = parts.map(wildcard);
    const any = () => true;
    const inPackage = tests.length === 3 ? tests[0] : any;
    const named = tests.length === 3 ? tests[1] : tests[0];
    const table = tests.length > 1 ? tests[tests.length - 1] : any;
    return where((head) => head.type === "source" && inPackage(head.package) && named(head.source ?? "") && table(head.name));
  };

  // Heads name unit tests of versions with the version; selections do not.
  const nameOf = (head) => (head.type === "unit_test" && head.fqn?.length ? head.fqn[head.fqn.length - 1] : head.name);

  // Exposures, metrics and the like: by name, or package and name.
  const named = (type) => (text) => {
    const parts = text.split(".").map(wildcard);
    if (parts.length > 2) {
      const word = type.replace("_", " ");
      refuse(`Invalid ${word} selector value "${text}": it is a name, or a package and a name joined by a dot`);
    }
    const inPackage = parts.length === 2 ? parts[0] : () => true;
    return where((head) => head.type === type && inPackage(head.package) && parts[parts.length - 1](nameOf(head)));
  };

  const components = (path) => path.split("/").filter((part) => part && part !== ".");

  const pathPattern = (text) => {
    if (!text) refuse("Unacceptable pattern: ''");
    if (text.startsWith("/")) refuse("Non-relative patterns are unsupported");
    const names = components(text);
    if (names.some((name) => name !== "**" && name.includes("**"))) refuse("Invalid pattern: '**' can only be an entire path component");
    const parts = [];
    for (const name of names) {
      if (name !== "**") parts.push(wildcard(name));
      else if (parts[parts.length - 1] !== "*") parts.push("*");
    }
    const isFolderOnly = text.endsWith("/") || names[names.length - 1] === "**";
    return (path, isFolder) => (isFolder || !isFolderOnly) && matchesParts(parts, path);
  };

  // The files and folders of the project itself that its resources come from: dbt looks for the pattern on disk below the project.
  let known;
  const projectPaths = () => {
    if (known) return known;
    known = new Map([["", [[], true]]]);
    const add = (path) => {
      const file = components(path);
      known.set(file.join("/"), [file, false]);
      for (let length = 0; length < file.length; length += 1) known.set(file.slice(0, length).join("/"), [file.slice(0, length), true]);
    };
    for (const number of smelt.numbers) {
      const head = heads[number];
      if (head.package !== site.project.name) continue;
      for (const path of [head.path, head.patch]) if (path) add(path);
    }
    return known;
  };

  const path = (text) => {
    const matches = pathPattern(text);
    const found = new Set();
    for (const [joined, [parts, isFolder]] of projectPaths()) if (matches(parts, isFolder)) found.add(joined);
    return where((head) => {
      const file = components(head.path ?? "");
      if (head.patch && found.has(components(head.patch).join("/"))) return true;
      return file.some((_, length) => found.has(file.slice(0, length).join("/"))) || found.has(file.join("/"));
    });
  };

  const file = (text) => {
    const matches = wildcard(text);
    return where((head) => {
      const parts = (head.path ?? "").split("/").filter(Boolean);
      const name = parts[parts.length - 1] ?? "";
      const dot = name.lastIndexOf(".");
      return matches(name) || matches(dot > 0 && dot < name.length - 1 ? name.slice(0, dot) : name);
    });
  };

  // Configuration stands in the details; `configs` maps numbers to it once they are read.
  const config = (text, steps, configs) => {
    const matches = (found) =>
      found === text || (steps[0] === "severity" && steps.length === 1 && typeof found === "string" && found.toUpperCase() === text.toUpperCase()) ||
      (typeof found === "boolean" && text.toUpperCase() === String(found).toUpperCase());
    return where((head, number) => {
      if (!steps.length || head.type === "function" || !(isNode(head) || head.type === "source")) return false;
      let value = configs.get(number);
      steps.forEach((step, index) => {
        const key = index === 0 && value?.[step] === undefined && (step === "pre_hook" || step === "post_hook") ? step.replace("_", "-") : step;
        value = value && typeof value === "object" && !Array.isArray(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      });
      if (value === undefined) return false;
      return Array.isArray(value) ? value.some(matches) : matches(value);
    });
  };

  const testType = (text) => {
    const kinds = text === "generic" || text === "schema" ? ["generic"] : "data".includes(text) ? ["generic", "singular"]
      : "singular".includes(text) ? ["singular"] : "unit".includes(text) ? ["unit"]
      : refuse(`Invalid test type selector ${text}: expected "generic", "singular", "unit", or "data"`);
    const kind = (head) => (head.type === "unit_test" ? "unit" : head.type === "test" ? (head.test ? "generic" : "singular") : undefined);
    return where((head) => kinds.includes(kind(head)));
  };

  const types = [
    "model", "seed", "snapshot", "test", "analysis", "operation", "source", "exposure", "metric", "group", "macro", "function", "sql_operation",
    "semantic_model", "saved_query", "unit_test", "doc",
  ];
  const resourceType = (text) => {
    if (!types.includes(text) && text !== "rpc" && text !== "fixture") refuse(`Invalid resource_type selector "${text}". Types: ${types.join(", ")}`);
    return where((head) => head.type === text);
  };

  const isNumber = (text) => text.trim() !== "" && !Number.isNaN(Number(text));
  const precedes = (one, other) => (isNumber(one) && isNumber(other) ? Number(one) < Number(other) : one < other);
  const version = (text) => {
    if (!["latest", "prerelease", "old", "none"].includes(text)) {
      refuse(`Invalid version type selector ${text}: expected one of: "latest", "prerelease", "old", or "none"`);
    }
    return where((head) => {
      if (head.type !== "model") return false;
      if (head.version === undefined) return text === "none";
      if (text === "none" || head.latest === undefined) return false;
      if (precedes(head.latest, head.version)) return text === "prerelease";
      return text === (precedes(head.version, head.latest) ? "old" : "latest");
    });
  };

  const layer = (text) => {
    const names = (site.layers ?? []).map((each) => each.name);
    if (!names.length) refuse("The selector method 'layer' needs layers: name them under 'layers:' in smelt.yml");
    const matches = wildcard(text);
    if (!names.some(matches)) refuse(`There is no layer '${text}'. The layers are: ${names.join(", ")}`);
    return where((head) => head.layer !== undefined && matches(head.layer));
  };

  const unknown = (name, why) => () => refuse(`This page does not know '${name}:': ${why}. Use smelt ls --select instead.`);

  const methods = new Map([
    ["fqn", qualifiedName],
    ["tag", (text) => {
      const matches = wildcard(text);
      return where((head) => (head.tags ?? []).some(matches));
    }],
    ["group", (text) => {
      const matches = wildcard(text);
      return where((head) => Boolean(head.group) && ((isNode(head) && head.type !== "function") || head.type === "metric") && matches(head.group));
    }],
    ["access", (text) => where((head) => head.type === "model" && head.access === text)],
    ["source", source],
    ["path", path],
    ["file", file],
    ["package", (text) => {
      const matches = text === "this" ? (name) => name === site.project.name : wildcard(text);
      return where((head) => matches(head.package));
    }],
    ["config", config],
    ["test_name", (text) => {
      const matches = wildcard(text);
      return where((head) => (head.type === "test" ? head.test !== undefined && matches(head.test) : head.type === "unit_test" && matches(nameOf(head))));
    }],
    ["test_type", testType],
    ["resource_type", resourceType],
    ["state", unknown("state", "it compares with an earlier manifest")],
    ["exposure", named("exposure")],
    ["metric", named("metric")],
    ["result", (text) => where((head) => head.type !== "source" && head.status === text)],
    ["source_status", unknown("source_status", "it compares with an earlier freshness check")],
    ["version", version],
    ["semantic_model", named("semantic_model")],
    ["saved_query", named("saved_query")],
    ["unit_test", named("unit_test")],
    ["layer", layer],
    ["selector", unknown("selector", "saved selectors are not part of it")],
    ["status", (text) => {
      const matches = wildcard(text);
      return where((head) => [head.status, head.verdict].some((status) => status !== undefined && matches(status)));
    }],
  ]);

  /**
   * The methods of node selection by name: functions of (value, further words of the method's name, configurations by number) that give
   * the set of numbers. `status` is the page's own: the last status of a resource or the worst of its tests.
   */
  smelt.selectorMethods = { methods, refuse, where, wildcard, SelectionError };
})();
