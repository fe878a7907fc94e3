// The page of one resource.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const { parts } = smelt;

  // `1 fail, 2 pass`: how many of some resources are of each kind.
  const tally = (numbers, kindOf, words) => {
    const kinds = smelt.groupBy(numbers, kindOf);
    return words.filter(([kind]) => kinds.has(kind)).map(([kind, word]) => kinds.get(kind).length + " " + word).join(", ");
  };

  const same = new Map([
    ["good", ["passes", "pass"]], ["bad", ["fails", "fail"]], ["warn", ["warns", "warn"]], ["skip", ["was skipped", "were skipped"]],
    ["none", ["has yet to run", "have yet to run"]],
  ]);

  const testWords = (head) => {
    const tests = (head.tests ?? []).filter((number) => smelt.heads[number]);
    if (tests.length === 0) return head.untested ? "no test" : "";
    const kindOf = (number) => smelt.kind(smelt.heads[number].status);
    const [first] = tests.map(kindOf);
    if (tests.every((number) => kindOf(number) === first)) {
      const [one, many] = same.get(first);
      return tests.length === 1 ? "its test " + one : "all " + tests.length + " tests " + many;
    }
    return "of " + smelt.plural(tests.length, "test") + " " + tally(tests, kindOf, [["bad", "fail"], ["warn", "warn"], ["skip", "skipped"], ["none", "never run"], ["good", "pass"]]);
  };

  const inputWords = (head) => {
    const inputs = (head.parents ?? []).filter((number) => smelt.heads[number]);
    const states = ["bad", "warn", "skip", "none", "good"].map((kind) => [kind, smelt.kindWord(kind)]);
    return inputs.length > 0 ? ["Reads " + smelt.plural(inputs.length, "resource") + ": " + tally(inputs, (number) => smelt.health(smelt.heads[number]), states)] : [];
  };

  const done = new Map([
    ["success", "Built"], ["pass", "Passed"], ["warn", "Warned"], ["fail", "Failed"], ["error", "Failed"], ["runtime error", "Failed"],
    ["skipped", "Skipped"], ["partial", "Built in part"],
  ]);
  const fresh = new Map([["pass", "Fresh"], ["warn", "Late"], ["error", "Too late"]]);
  const built = new Set(["model", "seed", "snapshot"]);

  const ownWords = (head) => {
    if (smelt.isReader(head)) return inputWords(head);
    if (head.materialized === "ephemeral") return ["Not built itself: it is a part of the SQL that reads it"];
    if (!head.status) return built.has(head.type) ? ["Never built here"] : [];
    return [(head.type === "source" && fresh.get(head.status)) || (done.get(head.status) ?? head.status), head.at && [" ", smelt.time(head.at)]];
  };

  // One line that answers whether the resource can be trusted now.
  const trust = (head, details) => {
    const own = ownWords(head);
    const tests = testWords(head);
    if (own.length === 0 && tests === "") return undefined;
    const { data } = details;
    const age = data && ["; data of ", smelt.time(data.at), head.stale && data.limit && ", older than " + data.limit];
    const kind = smelt.health(head) === "good" && head.untested ? "none" : smelt.health(head);
    const message = details.message && smelt.kind(head.status) !== "good" && element("pre", { class: "message" }, details.message);
    const words = [own, own.length > 0 && tests !== "" && "; ", tests, head.failures > 0 && ": " + smelt.plural(head.failures, "row"), age, "."];
    return element("div", { class: "notice " + kind, id: "verdict" }, smelt.shape(kind, smelt.kindWord(kind)),
      element("div", {}, element("p", {}, words), message));
  };

  const top = (number, head, details) => {
    const tag = (...text) => element("span", { class: "tag" }, text);
    const chips = [
      head.layer && smelt.layerMark(head.layer),
      head.access && head.access !== "protected" && tag(head.access),
      head.group && tag("group ", head.group),
      (head.tags ?? []).map((name) => element("a", { class: "tag", href: smelt.route("/list/" + head.type, { tag: name }) }, "#", name)),
    ];
    const link = (address) => (smelt.outside(address) ? element("a", { href: smelt.outside(address), rel: "noopener noreferrer" }, address) : address);
    const links = (details.links ?? []).map(([name, address]) => [name, link(address)]);
    return element("header", { class: "node-head" },
      element("p", { class: "kicker" }, smelt.typeMark(head.type),
        element("a", { href: smelt.route("/list/" + head.type) }, smelt.typeName(head.type).one),
        head.materialized && head.type !== "test" && [" · ", head.materialized], " ", chips),
      element("h1", {}, smelt.nameOf(head)),
      head.label && head.label !== head.name && element("p", { class: "subtitle muted" }, head.label),
      trust(head, details),
      smelt.facts([...(details.facts ?? []), ["Package", head.package], ["File", head.path], ...links]));
  };

  const freshness = (details, head) => {
    const { freshness: fresh, data } = details;
    return smelt.facts([
      ["Data of", data && smelt.time(data.at)],
      ["Oldest input", data && smelt.heads[data.oldest] && smelt.resource(data.oldest)],
      ["At most", data?.limit && data.limit + " old"],
      ["Newest row", fresh?.max_loaded_at && smelt.time(fresh.max_loaded_at)],
      ["Age", fresh?.age !== undefined && smelt.duration(fresh.age)],
      ["Warns after", fresh?.warn_after],
      ["Fails after", fresh?.error_after],
      ["Status", fresh ? smelt.status(fresh.status) : head.stale && smelt.status("stale")],
      ["Looked at", fresh?.at && smelt.time(fresh.at)],
    ]);
  };

  const argumentRow = ({ name, type, description }) =>
    element("tr", {}, element("th", { scope: "row" }, element("code", {}, name)), element("td", {}, type && element("code", {}, type)),
      element("td", {}, description && smelt.markdown(description, 4)));

  const argumentTable = (given) =>
    element("table", { class: "columns no-origins" },
      element("thead", {}, element("tr", {}, ["Argument", "Type", "Description"].map((title) => element("th", { scope: "col" }, title)))),
      element("tbody", {}, given.map(argumentRow)));

  const subject = (head) => {
    const on = smelt.heads[head.on] ? [head.on] : (head.parents ?? []).filter((parent) => smelt.heads[parent]);
    const column = head.column && [
      ", column ",
      smelt.heads[head.on] ? element("a", { href: smelt.link(head.on, { column: head.column }) }, element("code", {}, head.column)) : head.column
    ];
    const test = head.test && head.test !== "singular" ? element("code", {}, head.test) : "Rows that a query finds";
    const places = on.map((number, place) => [place > 0 && ", ", smelt.resource(number, { health: true })]);
    return on.length > 0 && element("p", { class: "subject" }, test, " in ", places, column, ".");
  };

  const relatives = (number, head, leaving) => {
    const drawn = head.x !== undefined || /test$/.test(head.type);
    const graph = drawn && element("div", { id: "neighbourhood", class: "neighbourhood" });
    const callers = head.type === "macro" && !smelt.isPart ? parts.callers(number) : undefined;
    if (callers) leaving.push(callers.leave);
    return [graph, parts.neighbours(number, callers?.element)];
  };

  const described = new Set(["model", "seed", "snapshot", "source", "exposure", "metric", "semantic_model"]);

  const sections = (number, head, details, leaving) => {
    const code = parts.code(number, details);
    if (code) leaving.push(code.leave);
    const tests = (head.tests ?? []).filter((test) => smelt.heads[test]);
    const columns = smelt.columnTable(number, details);
    return [
      [
        "description", "Description",
        details.description ? smelt.markdown(details.description) : described.has(head.type) && element("p", { class: "muted" }, "No description.")
      ],
      ["subject", "What it tests", head.type === "test" && subject(head)],
      ["examples", "Failing rows", details.examples && parts.rows(details.examples, "Failing rows"), details.examples?.length],
      ["freshness", "Freshness", (details.freshness || details.data) && freshness(details, head)],
      ["arguments", "Arguments", details.arguments && argumentTable(details.arguments), details.arguments?.length],
      ["columns", "Columns", columns, details.columns?.length],
      [
        "tests", "Tests",
        tests.length > 0 ? parts.tests(tests) : head.untested && element("p", { class: "muted" }, "No test. ", (head.gaps ?? []).join("; ")),
        tests.length
      ],
      ["gaps", "Gaps in quality", head.gaps && !head.untested && element("ul", {}, head.gaps.map((gap) => element("li", {}, gap)))],
      ["given", "Given", details.given && parts.given(details.given)],
      ["expect", "Expected", details.expect && parts.given([details.expect])],
      ["definition", "Definition", details.definition && parts.tree(details.definition)],
      ["sql", details.language === "python" ? "Python" : "SQL", code && code.element],
      ["lineage", "Lineage", relatives(number, head, leaving)],
      ["history", "History", details.history && parts.history(details.history), details.history?.length],
      ["config", "Configuration", details.config && parts.tree(details.config)],
      ["meta", "Meta", details.meta && parts.tree(details.meta)],
    ].filter(([, , content]) => content);
  };

  const scrollTo = (id) => document.getElementById("section-" + id)?.scrollIntoView({ behavior: "instant" });

  // An address that is shown already says nothing when it is followed again.
  const again = (id) => ({ currentTarget }) => currentTarget.hash === location.hash && scrollTo(id);

  const bar = (number, made) => {
    const item = ([id, title, , count]) =>
      element("li", {}, element("a", { href: smelt.link(number, { section: id }), click: again(id) }, title,
        count > 0 && element("span", { class: "count" }, " " + count)));
    return element("nav", { class: "section-bar", "aria-label": "On this page" }, element("ul", {}, made.map(item)));
  };

  const place = (parameters) => {
    const column = parameters.get("column");
    if (column && smelt.showColumn(column)) return;
    if (parameters.get("section")) scrollTo(parameters.get("section"));
  };

  smelt.pages.set("node", (main, id) => {
    const number = smelt.number(id);
    const details = number === undefined ? undefined : smelt.details(number) ?? {};
    if (!details) return smelt.unknown(main, "There is nothing with the id", id);
    const head = smelt.heads[number];
    const leaving = [];
    const made = sections(number, head, details, leaving);
    smelt.append(main, top(number, head, details), bar(number, made), ...made.map(([name, title, content, count]) =>
      element(
        "section", { id: "section-" + name, class: "section" },
        element("h2", {}, title, count > 0 && [" ", element("span", { class: "count" }, smelt.count(count))]), content
      )));
    return {
      title: smelt.nameOf(head),
      leave: () => leaving.forEach((leave) => leave()),
      arrived: (parameters, back) => {
        const graph = document.getElementById("neighbourhood");
        if (graph) smelt.lineage.neighbourhood(graph, number);
        if (!back) place(parameters);
      },
      update: (parameters) => {
        place(parameters);
        return true;
      },
    };
  });

  smelt.pages.set("lineage", (main, _, parameters) => {
    smelt.append(main, element("h1", {}, "Lineage"));
    const place = element("div", { id: "lineage", class: "lineage" });
    smelt.append(main, place);
    return { title: "Lineage", arrived: () => smelt.lineage.whole(place, parameters) };
  });
})();
