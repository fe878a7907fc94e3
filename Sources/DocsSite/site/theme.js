// Dark and light: as the system says, or as the reader chose.
"use strict";
(() => {
  const { smelt } = globalThis;
  const choices = ["automatic", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const key = "smelt-theme";

  // The store may be denied to a file opened from disk: then the choice holds as long as the page.
  const remembered = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const remember = (choice) => {
    try {
      localStorage.setItem(key, choice);
    } catch {
      return;
    }
  };

  let choice = choices.includes(remembered()) ? remembered() : "automatic";

  /** What the page looks like now: `dark` or `light`. Colours are variables of the root element; `smelt:theme` is said to the document when they change. */
  smelt.theme = () => document.documentElement.dataset.theme;

  const apply = () => {
    document.documentElement.dataset.theme = choice === "automatic" ? (system.matches ? "dark" : "light") : choice;
    const button = document.getElementById("theme");
    button.setAttribute("aria-label", "Theme: " + choice);
    button.title = "Theme: " + choice;
    button.dataset.choice = choice;
    document.dispatchEvent(new CustomEvent("smelt:theme"));
  };

  document.getElementById("theme").addEventListener("click", () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    remember(choice);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
})();
