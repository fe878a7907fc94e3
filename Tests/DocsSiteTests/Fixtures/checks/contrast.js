// Every text that is shown has to stand out from what is behind it: WCAG AA, 4.5 to 1, for large text 3 to 1. Gives the texts that do not.
() => {
  const painter = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();

  // A colour of CSS, whatever its notation, as red, green, blue and alpha.
  const colour = (text) => {
    if (!known.has(text)) {
      painter.clearRect(0, 0, 1, 1);
      painter.fillStyle = text;
      painter.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = painter.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  };

  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);

  const luminance = (rgb) => {
    const [red, green, blue] = rgb.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  // What lies behind the text of an element: the backgrounds of its ancestors, the nearest opaque one first.
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const background = colour(getComputedStyle(each).backgroundColor);
      if (background[3] === 0) continue;
      layers.push(background);
      if (background[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), colour(getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
      matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff"));
  };

  const opacity = (element) => {
    let product = 1;
    for (let each = element; each; each = each.parentElement) product *= Number(getComputedStyle(each).opacity);
    return product;
  };

  const found = new Map();
  const look = (element, style, text, ink) => {
    const background = behind(element);
    const shown = over([...ink.slice(0, 3), ink[3] * opacity(element)], background);
    const size = parseFloat(style.fontSize);
    const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const has = ratio(shown, background);
    if (has >= wanted) return;
    const place = element.tagName.toLowerCase() + (element.getAttribute("class") ? "." + element.getAttribute("class").trim().replace(/\s+/g, ".") : "");
    found.set(place, `${place} "${text.trim().slice(0, 40)}" ${has.toFixed(2)} < ${wanted}: ${shown.slice(0, 3).map(Math.round)} on ${background.slice(0, 3).map(Math.round)}`);
  };

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest("script, style, option, :disabled")) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || element.getBoundingClientRect().width <= 1) continue;
    const style = getComputedStyle(element);
    look(element, style, text.data, colour(element instanceof SVGElement ? style.fill : style.color));
  }
  for (const input of document.querySelectorAll("input, textarea, select")) {
    if (!input.checkVisibility({ visibilityProperty: true }) || input.disabled) continue;
    if (input.placeholder && !input.value) look(input, getComputedStyle(input), input.placeholder, colour(getComputedStyle(input, "::placeholder").color));
    else if (input.value) look(input, getComputedStyle(input), input.value, colour(getComputedStyle(input).color));
  }
  return [...found.values()];
}
