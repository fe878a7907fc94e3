// Put into pages by `smelt docs serve --watch` alone: loads the page anew when the documentation was written, at the same place, and says why it cannot be written.
"use strict";
(() => {
  const stored = "smelt-place";
  const version = JSON.parse(document.getElementById("version").textContent);
  let banner;

  const again = () => {
    try {
      sessionStorage.setItem(stored, JSON.stringify([location.href, scrollY, document.getElementById("navigation")?.scrollTop ?? 0]));
    } catch {
      // Without storage the page begins at its top.
    }
    location.reload();
  };

  const restore = () => {
    let place;
    try {
      place = JSON.parse(sessionStorage.getItem(stored));
      sessionStorage.removeItem(stored);
    } catch {
      return;
    }
    if (place?.[0] !== location.href) return;
    requestAnimationFrame(() => {
      scrollTo({ top: place[1], behavior: "instant" });
      const navigation = document.getElementById("navigation");
      if (navigation) navigation.scrollTop = place[2];
    });
  };

  const styled = (name, styles, ...content) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(styles)) element.style.setProperty(key, value);
    element.append(...content);
    return element;
  };

  const tell = (problem) => {
    banner?.remove();
    banner = undefined;
    if (!problem) return;
    const text = styled("pre", { margin: "4px 0 0", "white-space": "pre-wrap", "max-height": "30vh", overflow: "auto", font: "12.5px/1.5 var(--mono, monospace)" }, problem);
    banner = styled("div", {
      position: "fixed", left: "0", right: "0", bottom: "0", "z-index": "40", padding: "10px 16px",
      background: "var(--bad-soft, #fce8e6)", color: "var(--text, #1a232e)", "border-top": "2px solid var(--bad, #b0241b)",
    }, styled("strong", {}, "This is the documentation from before: the project has errors."), text);
    banner.id = "problem";
    banner.setAttribute("role", "alert");
    document.body.append(banner);
  };

  addEventListener("load", restore);
  const events = new EventSource("/~events");
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (state.version !== version) again();
    else tell(state.problem);
  });
  addEventListener("pagehide", () => events.close());
})();
