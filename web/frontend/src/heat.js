// The diagram of the indicators: what happened at each step, by colour and number, one thing at a time. All of it stands
// in the table of steps; a press on a number leads where the same number does there.
import { Explorer } from "./diagram/explorer.js";
import { moveByKeyboard, zoomBy } from "./diagram/keyboard.js";
import { tintLanes } from "./diagram/lanes.js";
import { Minimap } from "./diagram/minimap.js";
import { failed, fetched } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

const LEVELS = 5;
// Below this scale no number can be read: better a readable part.
const READABLE = 0.45, MARGIN = 16;
const container = document.querySelector("[data-heat]");
const modes = document.querySelector("[data-modes]");
const steering = document.querySelector("[data-zoom]");
if (container) {
  const viewer = new Explorer({ container, zoomScroll: { enabled: false } });
  const minimap = new Minimap(container, viewer);
  const rows = [...document.querySelectorAll("[data-element]")];
  let marked = [];

  const show = mode => {
    const canvas = viewer.get("canvas"), known = viewer.get("elementRegistry"), overlays = viewer.get("overlays");
    overlays.clear();
    for (const [id, marker] of marked) canvas.removeMarker(id, marker);
    marked = [];
    const cells = rows.filter(row => known.get(row.dataset.element)).map(row => [row.dataset.element, row.querySelector(`[data-mode="${mode}"]`)]);
    const most = Math.max(...cells.map(([, cell]) => Number(cell?.dataset.value ?? 0)), 0);
    for (const [id, cell] of cells) {
      const value = Number(cell?.dataset.value ?? 0);
      if (!value || !most) continue;
      const marker = `heat-${mode === "late" || mode === "again" ? "bad-" : ""}${Math.ceil((LEVELS * value) / most)}`;
      canvas.addMarker(id, marker);
      marked.push([id, marker]);
      const html = document.createElement(cell.querySelector("a") ? "a" : "span");
      html.className = "badge figure";
      html.textContent = cell.dataset.short;
      html.title = cell.dataset.words;
      // The keyboard goes through the table, where each number is a link as well.
      if (cell.querySelector("a")) Object.assign(html, { href: cell.querySelector("a").href, tabIndex: -1 });
      overlays.add(id, { position: { top: -12, left: 8 }, show: { minZoom: 0.2 }, scale: { min: 0.8 }, html });
    }
    for (const button of modes.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === mode));
    container.dataset.drawn = mode;
  };
  const fit = () => {
    viewer.get("canvas").resized();
    viewer.get("canvas").zoom("fit-viewport", "auto");
  };

  // Whole, where that can be read; else where it begins.
  const open = () => {
    fit();
    const canvas = viewer.get("canvas"), { inner, outer } = canvas.viewbox();
    if (canvas.zoom() < READABLE) canvas.viewbox({ x: inner.x - MARGIN, y: inner.y - MARGIN, width: outer.width / READABLE, height: outer.height / READABLE });
  };

  try {
    const answer = await fetched(container.dataset.heat);
    await viewer.importXML(await answer.text());
    tintLanes(viewer);
    open();
    minimap.draw({});
    steering.hidden = modes.hidden = false;
    show(modes.querySelector("button").value);
    modes.addEventListener("click", event => event.target.closest("button") && show(event.target.closest("button").value));
    const acts = { in: () => zoomBy(viewer.get("canvas"), 1.25), out: () => zoomBy(viewer.get("canvas"), 0.8), fit };
    steering.addEventListener("click", event => acts[event.target.closest("[data-act]")?.dataset.act]?.());
    moveByKeyboard(container, viewer.get("canvas"), { fit, here: open, choose: () => {}, close: () => {} });
    // The wheel turns the page until somebody is at the drawing.
    for (const [event, on] of [["focusin", true], ["focusout", false]]) {
      container.addEventListener(event, () => viewer.get("zoomScroll").toggle(on));
    }
  } catch (error) {
    viewer.destroy();
    failed(document.querySelector("[data-failed]"), error);
  }
}
