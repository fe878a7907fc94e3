// SQL and Jinja with colours, line numbers, and names as links.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const words = (text) => new Set(text.split(/\s+/));
  const sqlWords = words(`add all alter and any as asc begin between by case cast commit create cross current default delete desc distinct drop else end escape except
    exists extract false fetch filter first following for foreign from full group grouping having if ilike in index inner insert intersect interval into is join key last lateral left
    like limit materialized merge natural not null nulls offset on or order outer over partition preceding primary range recursive references returning right row rows select
    set similar some table temporary then to true unbounded union unique update using values view when where window with within without`);
  const jinjaWords = words(`and block break call continue do docs elif else enddocs endblock endcall endfilter endfor endif endmacro endmaterialization endset endsnapshot endtest extends
    filter false for from if import in include is macro materialization none not or recursive set snapshot test true with without as`);
  const longest = 400000;

  const comment = /--[^\n]*|\/\*[^]*?(?:\*\/|$)|\{#[^]*?(?:#\}|$)/y;
  const bracket = /\{\{-?|\{%-?|-?\}\}|-?%\}/y;
  const sqlString = /'(?:\{\{[^]*?\}\}|\{%[^]*?%\}|''|[^'])*'?/y;
  const jinjaString = /'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?/y;
  const quoted = /"(?:""|[^"])*"?|`[^`]*`?/y;
  const number = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
  const call = /(ref|source)\s*\(([^()]*)\)/y;
  const dotted = /[A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)*(?=\s*\()/y;
  const word = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
  const space = /\s+/y;

  const at = (pattern, text, place) => {
    pattern.lastIndex = place;
    return pattern.exec(text);
  };

  /** Where the text of a relation stands at a place of compiled SQL, not as a part of a longer name. */
  const relationAt = (text, place, relations) => {
    if (place > 0 && /[\w.$]/.test(text[place - 1])) return undefined;
    return relations.find(([name]) => text.startsWith(name, place) && !/[\w$]/.test(text[place + name.length] ?? " "));
  };

  const jinjaToken = (text, place, links) => {
    let found = at(jinjaString, text, place);
    if (found) return [found[0], "string"];
    found = at(call, text, place);
    if (found) return [found[0], "function", links.call?.(found[1], found[2])];
    found = at(dotted, text, place);
    if (found) return [found[0], jinjaWords.has(found[0]) ? "keyword" : "function", links.macro?.(found[0])];
    found = at(word, text, place);
    return found && [found[0], jinjaWords.has(found[0]) ? "keyword" : "name"];
  };

  const sqlToken = (text, place, links) => {
    const relation = links.relations && relationAt(text, place, links.relations);
    if (relation) return [relation[0], "name", relation[1]];
    let found = at(sqlString, text, place);
    if (found) return [found[0], "string"];
    found = at(quoted, text, place);
    if (found) return [found[0], "name"];
    found = at(word, text, place);
    if (!found) return undefined;
    if (sqlWords.has(found[0].toLowerCase())) return [found[0], "keyword"];
    return [found[0], text[place + found[0].length] === "(" ? "function" : "name"];
  };

  /** The parts of a text as [text, kind, number of the resource it names]. */
  const tokens = function* (text, links) {
    let jinja = false;
    for (let place = 0; place < text.length; ) {
      let token;
      const found = (!jinja && at(comment, text, place)) || undefined;
      const edge = found ? undefined : at(bracket, text, place);
      if (found) token = [found[0], "comment"];
      else if (edge) {
        jinja = edge[0].startsWith("{");
        token = [edge[0], "jinja"];
      } else {
        token = at(space, text, place) ?? (jinja ? jinjaToken : sqlToken)(text, place, links);
        if (!token) token = at(number, text, place) ? [at(number, text, place)[0], "number"] : [text[place]];
      }
      yield token;
      place += token[0].length;
    }
  };

  const piece = (text, kind, target) => {
    if (target !== undefined) return element("a", { class: "code-link", href: smelt.link(target), title: smelt.heads[target].id }, text);
    return kind && kind !== "name" ? element("span", { class: "code-" + kind }, text) : text;
  };

  const known = new Set(["sql", "jinja", "jinja2", "jinja-sql", "postgresql", "sqlite"]);

  /** A text as numbered lines; SQL and Jinja with colours. `links` says what names lead to: `call(ref or source, arguments)`, `macro(name)`, `relations`. */
  smelt.code = (text, language = "sql", links = {}) => {
    const lines = [];
    let line = element("span", { class: "line" });
    const add = (part, kind, target) =>
      part.split("\n").forEach((each, index) => {
        if (index > 0) {
          line.append("\n");
          lines.push(line);
          line = element("span", { class: "line" });
        }
        if (each !== "") line.append(piece(each, kind, target));
      });
    if (known.has(language.toLowerCase()) && text.length <= longest) for (const token of tokens(text, links)) add(token[0], token[1], token[2]);
    else add(text);
    if (line.hasChildNodes()) lines.push(line);
    return element("pre", { class: "code", tabindex: "0" }, element("code", {}, lines));
  };

  const texts = (argumentsText) => [...argumentsText.matchAll(/'([^']*)'|"([^"]*)"/g)].map((found) => found[1] ?? found[2]);

  /** What the names in the SQL of a resource lead to. */
  smelt.codeLinks = (number, details) => {
    const parents = (smelt.heads[number].parents ?? []).filter((parent) => smelt.heads[parent]);
    const calls = (details.calls ?? parents).filter((each) => smelt.heads[each]?.type === "macro");
    return {
      call: (kind, argumentsText) => {
        const [first, second] = texts(argumentsText);
        const version = /\bv(?:ersion)?\s*=\s*["']?([\w.]+)/.exec(argumentsText)?.[1];
        return parents.find((parent) => {
          const head = smelt.heads[parent];
          if (kind === "source") return head.type === "source" && head.source === first && head.name === second;
          if (head.type === "source" || head.name !== (second ?? first)) return false;
          return (second === undefined || version !== undefined || head.package === first) && (version === undefined || head.version === version);
        });
      },
      macro: (name) => {
        const [last, owner] = name.split(".").reverse();
        return calls.find((each) => smelt.heads[each].name === last && (owner === undefined || smelt.heads[each].package === owner));
      },
      relations: (details.relations ?? []).filter(
        ([text, target]) => text && smelt.heads[target]
      ).sort((one, other) => other[0].length - one[0].length),
    };
  };

  const copied = async (text, block) => {
    try {
      await navigator.clipboard.writeText(text);
      return "Copied";
    } catch {
      // A file opened from disk may not write to the clipboard: the text is selected, so that one key copies it.
      getSelection().selectAllChildren(block);
      return "Selected";
    }
  };

  /** A button that copies a text; where the browser forbids it the text in `block` is selected. */
  smelt.copyButton = (text, block) => {
    const button = element("button", { type: "button", class: "button copy", click: async () => {
      button.textContent = await copied(text, block);
      smelt.announce(button.textContent);
      setTimeout(() => (button.textContent = "Copy"), 1600);
    } }, "Copy");
    return button;
  };
})();
