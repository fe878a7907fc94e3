// The page must not scroll sideways. Gives what sticks out, and scrollWidth and innerWidth where they differ.
() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const scrolls = (element) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX);
  const sticksOut = [...document.body.querySelectorAll("*")].filter((element) => {
    if (element.getBoundingClientRect().right <= innerWidth + 0.5 || !element.checkVisibility()) return false;
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) if (scrolls(each)) return false;
    return true;
  });
  return [`${wide} > ${innerWidth}`, ...sticksOut.slice(-5).map((element) => element.outerHTML.slice(0, 160))];
}
