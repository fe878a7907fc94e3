// The data of the page, and what every other script builds on: elements, links, words for numbers and times. See DATA.md.
"use strict";
(() => {
  /** Everything that the scripts of this page share. */
  const smelt = (globalThis.smelt = {});

  const json = (id) => JSON.parse(document.getElementById(id).textContent);

  /** The project as a whole: `site` of DATA.md. */
  smelt.site = json("site");

  /** What lists, search and lineage know of each resource, by number. In a page of `--split` most places are empty. */
  smelt.heads = [];

  /** The numbers that `heads` has, in order. */
  smelt.numbers = [];

  const heads = json("heads");
  if (Array.isArray(heads)) {
    smelt.heads = heads;
    smelt.numbers = heads.map((_, number) => number);
  } else {
    heads.numbers.forEach((number, place) => (smelt.heads[number] = heads.heads[place]));
    smelt.numbers = heads.numbers;
  }

  const numberOf = new Map(smelt.numbers.map((number) => [smelt.heads[number].id, number]));

  /** The number of a unique id; undefined where it is not in this page. */
  smelt.number = (id) => numberOf.get(id);

  /** Whether this is the page of one resource, with only its neighbours at hand. */
  smelt.isPart = smelt.site.page !== undefined;

  let text;
  const starts = [0];
  const parsed = new Map();

  /** The unread text of a resource's line of `details`. Lines are found as far as they are asked for. */
  smelt.detailsText = (number) => {
    if (smelt.isPart && number !== smelt.site.page) return "";
    text ??= (document.getElementById("details")?.textContent ?? "").trim();
    const place = smelt.isPart ? 0 : number;
    while (starts.length <= place + 1 && starts.at(-1) <= text.length) {
      const end = text.indexOf("\n", starts.at(-1));
      starts.push((end < 0 ? text.length : end) + 1);
    }
    return place + 1 < starts.length ? text.slice(starts[place], starts[place + 1] - 1) : "";
  };

  /** The line of `details` about a resource; undefined where this page does not have it. */
  smelt.details = (number) => {
    if (parsed.has(number)) return parsed.get(number);
    const line = smelt.detailsText(number);
    const details = line ? JSON.parse(line) : undefined;
    if (parsed.size > 500) parsed.clear();
    parsed.set(number, details);
    return details;
  };

  let children;

  /** The numbers of those that read a resource directly, tests among them. */
  smelt.children = (number) => {
    if (!children) {
      children = new Map();
      for (const child of smelt.numbers) {
        for (const parent of smelt.heads[child].parents ?? []) {
          if (!children.has(parent)) children.set(parent, []);
          children.get(parent).push(child);
        }
      }
    }
    return children.get(number) ?? [];
  };

  const append = (parent, child) => {
    if (child === undefined || child === null || child === false) return;
    if (Array.isArray(child)) child.forEach((each) => append(parent, each));
    else parent.append(child);
  };

  /** Puts nodes, texts and lists of them at the end of an element; what is undefined, null or false is left out. */
  smelt.append = (parent, ...content) => append(parent, content);

  const fill = (made, attributes, content) => {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === undefined || value === null || value === false) continue;
      if (typeof value === "function") made.addEventListener(name, value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    append(made, content);
    return made;
  };

  /** An element. Attributes that are functions listen to the event of that name; children are nodes, texts, lists of them, or nothing. */
  smelt.element = (tag, attributes, ...content) => fill(document.createElement(tag), attributes, content);

  /** An element of SVG. */
  smelt.svg = (tag, attributes, ...content) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, content);

  const query = (parameters) => {
    const text = new URLSearchParams(Object.entries(parameters ?? {}).filter(([, value]) => value !== undefined && value !== "")).toString();
    return text ? "?" + text : "";
  };

  /** Where a page of the whole project is, such as `/list/model`. */
  smelt.route = (path, parameters) => (smelt.isPart ? smelt.site.root + "index.html" : "") + "#" + path + query(parameters);

  const fileName = (id) =>
    Array.from(new TextEncoder().encode(id), (byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9._-]/.test(letter) ? letter : "%" + byte.toString(16).toUpperCase().padStart(2, "0");
    }).join("");

  /** Where the page of a unique id is. */
  smelt.linkToId = (id, parameters) => {
    const inside = "/node/" + encodeURIComponent(id) + query(parameters);
    if (!smelt.site.split) return "#" + inside;
    return (smelt.site.root ?? "") + "node/" + encodeURIComponent(fileName(id)) + ".html" + (parameters ? "#" + inside : "");
  };

  /** Where the page of a resource is; `parameters` such as `{column: "id"}` or `{section: "sql"}` say where in it. */
  smelt.link = (number, parameters) => smelt.linkToId(smelt.heads[number].id, parameters);

  /** An address that leads out of the page, if its scheme is harmless. */
  smelt.outside = (address) => (/^(https?:\/\/|mailto:)/i.test(address) ? address : undefined);

  /** A part of an address as text; what is no valid encoding stands for itself. */
  smelt.decoded = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };

  const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 20));

  /** Does work in slices while nothing else is to be done: `step()` is called until it gives false. */
  smelt.idly = (step) => {
    const slice = () => {
      const end = performance.now() + 12;
      while (performance.now() < end) if (step() === false) return;
      later(slice, { timeout: 400 });
    };
    later(slice, { timeout: 400 });
  };

  const numbers = new Intl.NumberFormat("en-US");

  /** A number with separators. */
  smelt.count = (value) => numbers.format(value);

  /** `1 model`, `2 models`. */
  smelt.plural = (value, one, many = one + "s") => smelt.count(value) + " " + (value === 1 ? one : many);

  /** Seconds as people say them. */
  smelt.duration = (seconds) => {
    if (seconds < 10) return seconds.toFixed(2) + " s";
    if (seconds < 60) return seconds.toFixed(1) + " s";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s";
    return Math.floor(seconds / 3600) + " h " + Math.round((seconds % 3600) / 60) + " min";
  };

  const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const ages = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];

  /** How long ago a time was, in words. */
  smelt.age = (milliseconds) => {
    const seconds = (milliseconds - Date.now()) / 1000;
    const unit = units.find(([, size]) => Math.abs(seconds) >= size);
    return unit ? ages.format(Math.round(seconds / unit[1]), unit[0]) : "just now";
  };

  /** A time as an element: how long ago, and the time itself when pointed at. */
  smelt.time = (text) => {
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) return smelt.element("span", {}, text);
    return smelt.element("time", { datetime: text, title: dates.format(milliseconds) }, smelt.age(milliseconds));
  };

  /** Order of two texts for people, without regard to case. */
  smelt.compare = (one, other) => {
    const first = one.toLowerCase();
    const second = other.toLowerCase();
    return first < second ? -1 : first > second ? 1 : 0;
  };

  /** The heads' numbers grouped by what `key` gives, which may be undefined to leave one out. */
  smelt.groupBy = (list, key) => {
    const groups = new Map();
    for (const each of list) {
      const name = key(each);
      if (name === undefined) continue;
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(each);
    }
    return groups;
  };

  /** The numbers of one type of resource. */
  smelt.ofType = (type) => {
    smelt.typeIndex ??= smelt.groupBy(smelt.numbers, (number) => smelt.heads[number].type);
    return smelt.typeIndex.get(type) ?? [];
  };

  /** The pages, by the first word of their route: functions of (main element, rest of the path, URLSearchParams) that give `{title}` or nothing. */
  smelt.pages = new Map();
})();
