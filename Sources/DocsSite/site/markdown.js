// Markdown as elements. It comes as a tree (DATA.md) and is never parsed as HTML.
"use strict";
(() => {
  const { smelt } = globalThis;
  const { element } = smelt;
  const plain = new Set("p ul ol li blockquote hr br em strong del code table tr th td".split(" "));
  const deepest = 60;

  const textOf = (node) => (typeof node === "string" ? node : Array.isArray(node) ? node.slice(1).map(textOf).join("") : "");

  /** The text of Markdown without its marks. */
  smelt.markdownText = (nodes) => (nodes ?? []).map(textOf).join(" ");

  const within = (address) => {
    const [, id] = /^#(?:\/node|!\/(?!overview|source_list)[a-z_]+)\/([^?#]+)/.exec(address) ?? [];
    return id ? smelt.linkToId(smelt.decoded(id)) : smelt.route(address.startsWith("#!") ? "/" : address.slice(1));
  };

  const link = (attributes, content) => {
    const address = String(attributes.href ?? "");
    const inside = /^#!?\//.test(address);
    const href = inside ? within(address) : smelt.outside(address);
    return href ? element("a", { href, rel: inside ? undefined : "noopener noreferrer" }, content) : element("span", {}, content);
  };

  const image = ({ src, alt }) => (
    /^data:image\//.test(src ?? "") ? element("img", { src, alt: alt ?? "" }) : element("span", { class: "no-image" }, alt ?? "")
  );

  const makers = new Map([
    ["a", link],
    ["img", image],
    ["pre", ({ language }, content, texts) => smelt.code(texts.map(textOf).join(""), language ?? "")],
    [
      "task",
      ({ checked }, content) => [
        element("input", { type: "checkbox", disabled: true, checked: Boolean(checked), "aria-label": checked ? "done" : "to do" }), " ", content
      ]
    ],
  ]);

  const build = (node, level, depth) => {
    if (typeof node === "string") return node;
    if (!Array.isArray(node)) return undefined;
    if (depth > deepest) return textOf(node);
    const [tag, second] = node;
    const hasAttributes = second !== null && typeof second === "object" && !Array.isArray(second);
    const attributes = hasAttributes ? second : {};
    const nodes = node.slice(hasAttributes ? 2 : 1);
    const content = nodes.map((each) => build(each, level, depth + 1));
    if (makers.has(tag)) return makers.get(tag)(attributes, content, nodes);
    if (tag === "table") return element(
      "div", { class: "markdown-table", tabindex: "0", role: "region", "aria-label": "Table" }, element("table", {}, content)
    );
    const heading = /^h([1-6])$/.exec(tag);
    if (heading) return element("h" + Math.min(6, Number(heading[1]) + level - 1), {}, content);
    if (!plain.has(tag)) return content;
    return element(tag, { start: tag === "ol" ? attributes.start : undefined, "data-align": attributes.align }, content);
  };

  /** Markdown as an element. `level` is what its highest heading becomes. */
  smelt.markdown = (nodes, level = 3) => element("div", { class: "markdown" }, nodes.map((node) => build(node, level, 0)));
})();
