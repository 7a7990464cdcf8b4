// The charts of the indicators: each is drawn from the table below it, which says the same without a script. A press on
// what is drawn leads where the number in the table does.
import { DRAWN } from "./indicators/drawn.js";
import { read } from "./indicators/table.js";

const HEIGHT = 260;

for (const figure of document.querySelectorAll("[data-chart]")) {
  const place = figure.querySelector("[data-plot]");
  const told = read(figure.querySelector("table"));
  let width = 0;
  const draw = () => {
    if (place.clientWidth === width || !place.clientWidth) return;
    width = place.clientWidth;
    const drawing = DRAWN[figure.dataset.chart](told, { width, height: HEIGHT, unit: figure.dataset.unit });
    drawing.setAttribute("role", "group");
    drawing.setAttribute("aria-labelledby", figure.querySelector("figcaption").id);
    // Groups of marks have no role, and so no name either.
    for (const group of drawing.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    // The keyboard goes through the table, where each number is a link as well.
    for (const link of drawing.querySelectorAll("a")) {
      link.setAttribute("tabindex", "-1");
      link.setAttribute("aria-label", link.querySelector("title")?.textContent ?? "");
    }
    place.replaceChildren(drawing);
    figure.dataset.drawn = "";
  };
  new ResizeObserver(draw).observe(place);
  draw();
}
