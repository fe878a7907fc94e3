// What is found for some words: names, columns, descriptions and SQL, with typing mistakes forgiven. No elements here.
"use strict";
(() => {
  const { smelt } = globalThis;

  const weights = new Map(
    [
      ["model", 60], ["source", 55], ["seed", 50], ["snapshot", 50], ["exposure", 50], ["metric", 45], ["semantic_model", 40], ["saved_query", 40],
      ["function", 35], ["macro", 15]
    ]
  );
  const scores = { exact: 1000, prefix: 700, start: 660, inside: 480, similar: 380, column: 300, tag: 240, description: 180, sql: 100 };

  /** What each kind of match is called. */
  smelt.matchKinds = new Map(
    [
      ["exact", "name"], ["prefix", "name"], ["start", "name"], ["inside", "name"], ["similar", "similar name"], ["column", "column"],
      ["tag", "tag, owner or place"], ["description", "description"], ["sql", "SQL"]
    ]
  );

  // Three rows of the table of distances, used again and again.
  let [before, last, now] = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)];

  /** How many letters have to be changed, put in, left out or swapped to make one text of the other; Infinity above `most`. */
  smelt.distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most || other.length > 250) return Infinity;
    const far = most + 1;
    for (let j = 0; j <= other.length; j += 1) last[j] = Math.min(j, far);
    for (let i = 1; i <= one.length; i += 1) {
      const from = Math.max(1, i - most);
      const to = Math.min(other.length, i + most);
      now[from - 1] = from === 1 ? Math.min(i, far) : far;
      let least = now[from - 1];
      for (let j = from; j <= to; j += 1) {
        let cost = Math.min(j < i + most ? last[j] + 1 : far, now[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        now[j] = Math.min(cost, far);
        if (now[j] < least) least = now[j];
      }
      if (least > most) return Infinity;
      [before, last, now] = [last, now, before];
    }
    return last[other.length] <= most ? last[other.length] : Infinity;
  };

  const entry = (number) => {
    const head = smelt.heads[number];
    const own = head.package === smelt.site.project.name;
    return {
      number,
      name: smelt.nameOf(head).toLowerCase(),
      columns: (head.columns ?? []).join("\n").toLowerCase(),
      tags: [head.label, ...(head.tags ?? []), head.owner, head.group, head.layer, head.relation, head.path].filter(Boolean).join("\n").toLowerCase(),
      line: (head.line ?? "").toLowerCase(),
      weight: (weights.get(head.type) ?? 0) - (own ? 0 : 25) - Math.min(20, head.name.length / 4),
    };
  };

  const entries = [];
  const words = { name: new Map(), column: new Map() };

  // Which letters a word has, as bits: words that lack too many of those typed need no closer look.
  const letters = (word) => {
    let bits = 0;
    for (let place = 0; place < word.length; place += 1) bits |= 1 << word.charCodeAt(place) % 32;
    return bits;
  };

  const put = (map, word, place) => {
    if (word.length < 3) return;
    const known = map.get(word);
    if (!known) map.set(word, { places: [place], bits: letters(word) });
    else if (known.places.at(-1) !== place) known.places.push(place);
  };

  const readHead = () => {
    if (entries.length >= smelt.numbers.length) return false;
    entries.push(entry(smelt.numbers[entries.length]));
    return true;
  };

  let worded = 0;

  const readWords = () => {
    if (worded >= entries.length) return false;
    const { number, name, columns } = entries[worded];
    for (const word of name.split(/[^\p{L}\p{N}]+/u)) put(words.name, word, worded);
    if (!/test$/.test(smelt.heads[number].type)) put(words.name, name, worded);
    if (columns) for (const column of columns.split("\n")) put(words.column, column, worded);
    worded += 1;
    return true;
  };

  const index = () => {
    while (readHead());
    return entries;
  };

  /** How far a word is from what was typed, which may be its beginning only. */
  const far = (typed, word, most) => Math.min(smelt.distance(typed, word, most), smelt.distance(typed, word.slice(0, typed.length), most - 1) + 0.5);

  const lacking = (bits) => {
    let count = 0;
    for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
    return count;
  };

  const similar = (term, vocabulary, hit) => {
    if (term.length < 4) return;
    const most = term.length < 6 ? 1 : term.length < 12 ? 2 : 3;
    const bits = letters(term);
    for (const [word, known] of vocabulary) {
      if (word.length < term.length - most || lacking(bits & ~known.bits) > most) continue;
      const distance = far(term, word, most);
      if (distance <= most) known.places.forEach((place) => hit(place, word, distance));
    }
  };

  const direct = (term, { name, columns, tags, line }) => {
    const place = name.indexOf(term);
    if (place === 0) return name.length === term.length ? ["exact", scores.exact] : ["prefix", scores.prefix];
    if (place > 0) return /[\p{L}\p{N}]/u.test(name[place - 1]) ? ["inside", scores.inside] : ["start", scores.start];
    const column = columns.indexOf(term);
    if (column >= 0) {
      const from = columns.lastIndexOf("\n", column) + 1;
      const end = columns.indexOf("\n", column);
      const length = (end < 0 ? columns.length : end) - from;
      return ["column", scores.column + (length === term.length ? 60 : column === from ? 20 : 0), from, length];
    }
    if (tags.includes(term)) return ["tag", scores.tag];
    return line.includes(term) ? ["description", scores.description] : undefined;
  };

  const columnAt = (entry, from, length) => {
    const before = entry.columns.slice(0, from).split("\n").length - 1;
    return length === undefined ? undefined : smelt.heads[entry.number].columns[before];
  };

  const forTerm = (term) => {
    const found = new Map();
    let named = 0;
    index().forEach((entry, place) => {
      const match = direct(term, entry);
      if (!match) return;
      if (match[1] >= scores.inside) named += 1;
      found.set(place, { kind: match[0], score: match[1], from: match[2], length: match[3] });
    });
    if (named < 5) {
      similar(term, words.name, (place, word, distance) => {
        const score = scores.similar - distance * 30;
        if (!(found.get(place)?.score >= score)) found.set(place, { kind: "similar", score, word });
      });
      similar(term, words.column, (place, word, distance) => {
        const score = scores.column - 80 - distance * 20;
        if (found.get(place)?.score >= score) return;
        const column = smelt.heads[entries[place].number].columns.find((each) => each.toLowerCase() === word);
        found.set(place, { kind: "column", score, column });
      });
    }
    return found;
  };

  /** The words of a question. */
  smelt.searchTerms = (text) => text.toLowerCase().trim().split(/\s+/).filter(Boolean).slice(0, 6);

  /** The resources that fit all words, best first: `{number, kind, score, column}`. SQL and long descriptions are left to `searchDeep`. */
  smelt.search = (text) => {
    const terms = smelt.searchTerms(text);
    if (terms.length === 0) return [];
    const found = terms.map(forTerm);
    const whole = terms.join("_");
    const results = [];
    for (const [place, first] of found[0]) {
      if (!found.every((each) => each.has(place))) continue;
      const entry = entries[place];
      const matches = found.map((each) => each.get(place));
      const worst = matches.reduce((one, other) => (other.score < one.score ? other : one), first);
      const column = matches.map((match) => match.column ?? columnAt(entry, match.from, match.length)).find(Boolean);
      const together = terms.length > 1 && entry.name.includes(whole) ? (entry.name === whole ? 500 : 250) : 0;
      const score = matches.reduce((sum, match) => sum + match.score, 0) / terms.length + together + entry.weight;
      results.push({ number: entry.number, kind: worst.kind, score, column, word: worst.word });
    }
    return results.sort((one, other) => other.score - one.score);
  };

  const deep = [];
  let reading = false;

  const textsOf = (number) => {
    const line = smelt.detailsText(number);
    const details = line ? JSON.parse(line) : {};
    const columns = (details.columns ?? []).map((column) => smelt.markdownText(column.description));
    return { sql: details.raw ?? details.compiled ?? "", description: [smelt.markdownText(details.description), ...columns].filter(Boolean).join("\n") };
  };

  const readNext = () => {
    if (deep.length >= smelt.heads.length) return false;
    const { sql, description } = textsOf(deep.length);
    deep.push({ sql: sql.toLowerCase(), description: description.toLowerCase() });
    return true;
  };

  let indexing = false;

  /** Starts to read names, and with `texts` SQL and descriptions too, bit by bit, so that they can be searched at once. */
  smelt.prepareSearch = (texts) => {
    if (smelt.isPart) return;
    if (!indexing) smelt.idly(() => readHead() || readWords());
    indexing = true;
    if (texts && !reading && !smelt.site.split) smelt.idly(readNext);
    reading ||= texts;
  };

  const around = (text, place) => {
    const from = text.lastIndexOf("\n", place) + 1;
    const end = text.indexOf("\n", place);
    const start = Math.max(from, place - 50);
    return (start > from ? "…" : "") + text.slice(start, Math.min(end < 0 ? text.length : end, place + 90)).trim();
  };

  /** Looks for all words in SQL and descriptions, bit by bit; `done(results)` hears of at most `most`, when `search` knows all
   * words of names too. Gives a function that calls it off. */
  smelt.searchDeep = (text, known, most, done) => {
    const terms = smelt.searchTerms(text);
    const results = [];
    let number = 0;
    let off = terms.length === 0;
    smelt.prepareSearch(true);
    const look = (kind) => {
      const where = deep[number][kind];
      if (!terms.every((term) => where.includes(term))) return false;
      results.push({ number, kind, score: scores[kind], snippet: around(textsOf(number)[kind], where.indexOf(terms[0])) });
      return true;
    };
    smelt.idly(() => {
      if (off) return false;
      if (readHead() || readWords()) return true;
      if (smelt.site.split || number >= smelt.heads.length || results.length >= most) {
        done(results);
        return false;
      }
      if (number >= deep.length) readNext();
      if (!known.has(number)) look("description") || look("sql");
      number += 1;
      return true;
    });
    return () => (off = true);
  };
})();
