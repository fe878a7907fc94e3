// Visits routes one after the other, opens whatever is folded there, and looks. `stops` are routes with texts that have to be shown there; `look` is a
// function that gives what is wrong on a page. Gives everything that is wrong, with its route.
async (stops, look) => {
  const found = [];
  const turn = () => new Promise((done) => setTimeout(done));
  for (const { route, texts } of stops) {
    const before = found.length;
    if (location.hash !== route) {
      const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
      location.hash = route;
      await changed;
    }
    await turn();
    const main = document.querySelector("main");
    if (!main.querySelector("h1")?.textContent) found.push("no heading");
    for (const part of main.querySelectorAll("details")) part.open = true;
    let shown = main.textContent;
    for (const control of main.querySelectorAll("[role=tab], button[aria-expanded=false], button[aria-pressed=false]")) {
      control.click();
      await turn();
      shown += "\n" + main.textContent;
    }
    found.push(...look());
    for (const text of texts ?? []) if (!shown.includes(text)) found.push("not shown: " + text);
    for (let place = before; place < found.length; place++) found[place] = route + ": " + found[place];
  }
  return found;
}
