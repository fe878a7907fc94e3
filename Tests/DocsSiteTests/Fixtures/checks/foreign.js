// What only a text of a project could have brought in: elements and attributes that run, load or lead somewhere. Gives them.
() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const what = element.outerHTML.slice(0, 160);
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "VIDEO", "AUDIO", "MATH", "FRAME", "APPLET"].includes(element.tagName.toUpperCase())) found.push("element: " + what);
    if (element.matches("head > link[rel=icon][href^='data:image/svg+xml,']")) continue; // the page's own
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || name === "formaction") found.push(`attribute ${name}: ${what}`);
      if (["href", "xlink:href", "action"].includes(name) && !/^(https?:\/\/|mailto:|#|(\.\.\/|site\/|node\/|index\.html)[^:]*$)/.test(value)) found.push(`address ${value}: ${what}`);
      if (name === "src" && !/^(data:image\/|(\.\.\/)?site\/)/.test(value)) found.push(`source ${value}: ${what}`);
    }
  }
  return found;
}
